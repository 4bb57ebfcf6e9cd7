import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';

import { Problem } from '#libs/contract/errors.js';
import { UploadQuery } from '#libs/contract/image.js';

import { unescapeFormName } from '../images/clean-name.js';
import { forEachChunk } from './for-each-chunk.js';
import { bad, MAX_FILES, openForm } from './form-parser.js';
import type { Received, BodyReceiver } from './body-receiver.js';

/** One file of a form, and what became of it as its last byte was there. */
export interface FormFile {
  /** As it was sent. */
  name: string | undefined;
  modifiedAt: Date | undefined;
  /** Id of an album that it goes into. */
  album: string | undefined;
  outcome: PromiseSettledResult<Received>;
}

interface OpenFile {
  name: string | undefined;
  modifiedAt: Date | undefined;
  album: string | undefined;
  /** Undefined for a part that could not be read. */
  stream?: Readable;
  received: Promise<Received>;
}

/**
 * Takes in the files of a form, in their order; text fields `modifiedAt` and `album` count for the files after them. A file that is refused is read
 * to its end and does not stop the others. When the form itself is wrong, or the client leaves before its end, nothing is left of any.
 * @throws Problem BAD_REQUEST, TOO_LARGE; ClientGone
 */
export async function readForm(request: IncomingMessage, receiver: BodyReceiver): Promise<FormFile[]> {
  const files: OpenFile[] = [];
  try {
    await parse(request, receiver, files);
  } catch (error) {
    for (const { stream } of files) stream?.destroy();
    for (const result of await settled(files)) if (result.status === 'fulfilled') await result.value.file.remove();
    throw error;
  }
  const outcomes = await settled(files);
  return files.map(({ name, modifiedAt, album }, index) => ({ name, modifiedAt, album, outcome: outcomes[index]! }));
}

async function parse(request: IncomingMessage, receiver: BodyReceiver, files: OpenFile[]): Promise<void> {
  let modifiedAt: Date | undefined;
  let album: string | undefined;
  let wrong: Problem | undefined;
  let left = MAX_FILES * receiver.maxBytes;
  const form = openForm(request.headers, {
    field(name, value) {
      if (name === 'modifiedAt') modifiedAt = instant(value, (problem) => (wrong ??= problem));
      else if (name === 'album') album = value || undefined;
      else wrong ??= bad(`The field "${name.slice(0, 100)}" is not known. There are "modifiedAt", "album" and, for pictures, "file".`);
    },
    file(field, stream, name) {
      if (field !== 'file') wrong ??= bad('A form has its pictures in fields named "file".');
      const received = receiver.receive(stream);
      received.catch(() => stream.resume());
      files.push({ name: name && unescapeFormName(name), modifiedAt, album, stream, received });
    },
    unreadable(problem) {
      const received = Promise.reject<Received>(problem);
      received.catch(() => undefined);
      files.push({ name: undefined, modifiedAt, album, received });
    },
    wrong: (problem) => (wrong ??= problem),
  });
  await forEachChunk(request, async (chunk) => {
    left -= chunk.length;
    if (left < 0) throw new Problem('TOO_LARGE', 'The form is too large. Send the pictures in several.');
    await form.write(chunk);
    if (wrong) throw wrong;
  });
  await form.end();
  if (wrong) throw wrong;
  if (files.length === 0) throw bad('The form has no field named "file" with a picture in it.');
}

function instant(value: string, refuse: (problem: Problem) => void): Date | undefined {
  const result = UploadQuery.shape.modifiedAt.safeParse(value);
  if (!result.success) refuse(bad('The field "modifiedAt" is no time like 2026-05-17T09:30:00Z.'));
  return result.data;
}

function settled(files: readonly OpenFile[]): Promise<PromiseSettledResult<Received>[]> {
  return Promise.allSettled(files.map(({ received }) => received));
}
