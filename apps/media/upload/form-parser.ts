import type { EventEmitter } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

import { Busboy, type BusboyConfig, type BusboyHeaders } from '@fastify/busboy';

import { Problem } from '#libs/contract/errors.js';

export const MAX_FILES = 100;
/** Room for a name of thousands of characters, which is cut later, and for nothing much beside it. */
const LIMITS = { files: MAX_FILES, fields: 10, parts: 120, fieldSize: 1024, headerPairs: 20, headerSize: 32 * 1024 };

/** What a form brings, in its order. */
export interface FormParts {
  field(name: string, value: string): void;
  /** The stream must be read to its end, or nothing after it comes. */
  file(name: string, stream: Readable, fileName: string | undefined): void;
  /** A part whose header does not say what it is. */
  unreadable(problem: Problem): void;
  /** The form is wrong as a whole. */
  wrong(problem: Problem): void;
}

export interface FormParser {
  /** Resolves when all of the chunk has gone to the parts. */
  write(chunk: Buffer): Promise<void>;
  /** The body is over; resolves when every part was read. */
  end(): Promise<void>;
}

/** A parser of `multipart/form-data` (RFC 7578). @throws Problem BAD_REQUEST when the header has no boundary */
export function openForm(headers: IncomingHttpHeaders, parts: FormParts): FormParser {
  let understood = false;
  // By its name, since a client may well send a file without a file name or a type.
  const isPartAFile = (name: string | undefined, type: string | undefined, fileName: string | undefined) => {
    understood = true;
    return name === 'file' || fileName !== undefined || type === 'application/octet-stream';
  };
  const busboy = create(headers, isPartAFile);
  onPart(busboy, (part) => {
    // Busboy hears of the header first: it asks what the part is, or skips it without a word.
    understood = false;
    part.once('header', () => {
      if (!understood) parts.unreadable(bad(UNREADABLE));
    });
  });
  busboy.on('field', (name, value, _nameCut, valueCut) => {
    if (valueCut) parts.wrong(bad(`The field "${name}" is too long.`));
    else parts.field(name, value);
  });
  busboy.on('file', (name, stream, fileName) => parts.file(name, stream, fileName));
  for (const limit of ['filesLimit', 'partsLimit', 'fieldsLimit'] as const) {
    busboy.on(limit, () => parts.wrong(bad(`A form may have ${MAX_FILES} files and ${LIMITS.fields} other fields at most.`)));
  }
  const ended = new Promise<void>((resolve) => {
    busboy.on('finish', resolve).on('error', () => {
      parts.wrong(bad('The form ends in the middle, or its boundary is wrong. Send it again.'));
      resolve();
    });
  });
  return {
    write: (chunk) => new Promise((resolve) => busboy.write(chunk, () => resolve())),
    end: () => {
      busboy.end();
      return ended;
    },
  };
}

const UNREADABLE =
  'A part of the form does not say what it is. Send each picture with Content-Disposition: form-data; name="file"; filename="…".';

/** Busboy tells nobody of a part that it skips, so that its own parser has to be asked. */
function onPart(busboy: object, listener: (part: EventEmitter) => void): void {
  // eslint-disable-next-line no-underscore-dangle
  (busboy as { _parser: { parser: EventEmitter } })._parser.parser.on('part', listener);
}

function create(headers: IncomingHttpHeaders, isPartAFile: BusboyConfig['isPartAFile']) {
  try {
    return new Busboy({
      headers: headers as BusboyHeaders,
      limits: LIMITS,
      preservePath: true,
      // Whoever reads a file gets each chunk as it comes; none piles up in between.
      fileHwm: 1,
      isPartAFile,
    });
  } catch {
    throw bad('The form has no boundary: send Content-Type: multipart/form-data; boundary=…');
  }
}

export function bad(detail: string): Problem {
  return new Problem('BAD_REQUEST', detail);
}
