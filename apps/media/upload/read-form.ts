import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';

import { Problem } from '#libs/api/errors.js';
import { UploadQuery } from '#libs/api/image-queries.js';

import { unescapeFormName } from '../images/clean-name.js';
import type { BodyReceiver, ReceivedBody } from './body-receiver.js';
import { forEachChunk } from './for-each-chunk.js';
import { badRequest, MAX_FILES, openMultipartParser } from './multipart-parser.js';

/** One file of a form: what the client says about it, and how receiving its bytes ended. */
export interface FormFile {
  /** As the client sent it. */
  name: string | undefined;
  modifiedAt: Date | undefined;
  /** Id of the album to add it to. */
  album: string | undefined;
  outcome: PromiseSettledResult<ReceivedBody>;
}

interface OpenFile extends Omit<FormFile, 'outcome'> {
  /** undefined for an unreadable part */
  stream?: Readable;
  received: Promise<ReceivedBody>;
}

/**
 * Receives the files of a form, in their order. The text fields `modifiedAt` and `album` apply to the files after them. A file that is
 * refused is read to its end and does not stop the others. When the form itself is invalid, or the client leaves, all files are removed.
 * @throws Problem BAD_REQUEST, TOO_LARGE; ClientGone
 */
export async function readForm(request: IncomingMessage, receiver: BodyReceiver): Promise<FormFile[]> {
  const files: OpenFile[] = [];
  const settled = () => Promise.allSettled(files.map(({ received }) => received));
  try {
    await parse(request, receiver, files);
  } catch (error) {
    for (const { stream } of files) stream?.destroy();
    for (const result of await settled()) if (result.status === 'fulfilled') await result.value.file.remove();
    throw error;
  }
  const outcomes = await settled();
  return files.map(({ name, modifiedAt, album }, index) => ({ name, modifiedAt, album, outcome: outcomes[index]! }));
}

async function parse(request: IncomingMessage, receiver: BodyReceiver, files: OpenFile[]): Promise<void> {
  let modifiedAt: Date | undefined;
  let album: string | undefined;
  let invalid: Problem | undefined;
  let bytesLeft = MAX_FILES * receiver.maxBytes;
  const refuse = (problem: Problem) => void (invalid ??= problem);
  const parser = openMultipartParser(request.headers, {
    field(name, value) {
      if (name === 'album') album = value || undefined;
      else if (name === 'modifiedAt') {
        const time = UploadQuery.shape.modifiedAt.safeParse(value);
        modifiedAt = time.data;
        if (!time.success) refuse(badRequest('The field "modifiedAt" is not a time like 2026-05-17T09:30:00Z.'));
      } else
        refuse(badRequest(`Unknown field "${name.slice(0, 100)}". Use "modifiedAt", "album" and, for pictures, a field with a file name.`));
    },
    file(stream, name) {
      const received = receiver.receive(stream);
      received.catch(() => stream.resume());
      files.push({ name: name && unescapeFormName(name), modifiedAt, album, stream, received });
    },
    unreadable(problem) {
      const received = Promise.reject<ReceivedBody>(problem);
      received.catch(() => undefined);
      files.push({ name: undefined, modifiedAt, album, received });
    },
    invalid: refuse,
  });
  await forEachChunk(request, async (chunk) => {
    bytesLeft -= chunk.length;
    if (bytesLeft < 0) throw new Problem('TOO_LARGE', 'The form is too large. Send the pictures in several forms.');
    await parser.write(chunk);
    if (invalid) throw invalid;
  });
  await parser.end();
  if (invalid) throw invalid;
  if (files.length === 0) throw badRequest('The form has no picture. Send it in a field with a file name.');
}
