import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

import { Busboy, type BusboyHeaders } from '@fastify/busboy';

import { Problem } from '#libs/contract/errors.js';

export const MAX_FILES = 100;
/** Room for a name of thousands of characters, which is cut later, and for nothing much beside it. */
const LIMITS = { files: MAX_FILES, fields: 10, parts: 120, fieldSize: 1024, headerPairs: 20, headerSize: 32 * 1024 };

/** What a form brings, in its order. */
export interface FormParts {
  field(name: string, value: string): void;
  /** The stream must be read to its end, or nothing after it comes. */
  file(name: string, stream: Readable, fileName: string | undefined): void;
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
  const busboy = create(headers);
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

function create(headers: IncomingHttpHeaders) {
  try {
    return new Busboy({
      headers: headers as BusboyHeaders,
      limits: LIMITS,
      preservePath: true,
      // Whoever reads a file gets each chunk as it comes; none piles up in between.
      fileHwm: 1,
      // By its name, since a client may well send a file without a file name or a type.
      isPartAFile: (name, type, fileName) => name === 'file' || fileName !== undefined || type === 'application/octet-stream',
    });
  } catch {
    throw bad('The form has no boundary: send Content-Type: multipart/form-data; boundary=…');
  }
}

export function bad(detail: string): Problem {
  return new Problem('BAD_REQUEST', detail);
}
