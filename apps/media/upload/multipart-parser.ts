import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

import { Dicer } from '@fastify/busboy';

import { Problem } from '#libs/api/errors.js';

export const MAX_FILES = 100;
const MAX_FIELDS = 10;
/** Files, fields and unreadable parts together. */
const MAX_PARTS = 120;
/** Bytes of a text field. */
const MAX_FIELD_BYTES = 1024;
/** Enough for a file name of thousands of characters, which is shortened later. */
const MAX_HEADER_BYTES = 32 * 1024;
const MAX_HEADERS = 20;
/** RFC 2046 allows 70 characters. */
const MAX_BOUNDARY = 250;

/** Called for the parts of a form, in their order. */
export interface FormHandlers {
  field(name: string, value: string): void;
  /** The stream must be read to its end, or the parser stops there. */
  file(stream: Readable, fileName: string | undefined): void;
  /** A part without a usable Content-Disposition. The parser skips its body. */
  unreadable(problem: Problem): void;
  /** The whole form is invalid. */
  invalid(problem: Problem): void;
}

export interface MultipartParser {
  /** Resolves when the parts have taken the whole chunk (backpressure). */
  write(chunk: Buffer): Promise<void>;
  /** Ends the body. Resolves when every part was read. */
  end(): Promise<void>;
}

/**
 * Parses `multipart/form-data` (RFC 7578). Dicer splits the body into parts; this reads their headers and enforces the limits.
 * @throws Problem BAD_REQUEST when Content-Type has no boundary
 */
export function openMultipartParser(headers: IncomingHttpHeaders, handlers: FormHandlers): MultipartParser {
  const boundary = parameters(headers['content-type'] ?? '').get('boundary');
  if (!boundary || boundary.length > MAX_BOUNDARY)
    throw badRequest('The form has no boundary. Send Content-Type: multipart/form-data; boundary=…');
  const dicer = new Dicer({
    boundary,
    maxHeaderPairs: MAX_HEADERS,
    maxHeaderSize: MAX_HEADER_BYTES,
    // The reader of a file gets each chunk as it arrives, and nothing piles up in between.
    partHwm: 1,
  } as Dicer.Config);
  const count = { parts: 0, files: 0, fields: 0 };
  let finishField: (() => void) | undefined;

  dicer.on('part', (part) => {
    // All bytes of the field before are in its stream, but its `end` event comes only after the header of this part.
    finishField?.();
    finishField = undefined;
    part.on('error', () => {});
    part.once('header', (header: PartHeader) => {
      const { name, fileName, isFile } = readPartHeader(header) ?? {};
      if (isFile) count.files++;
      else if (name !== undefined) count.fields++;
      if (++count.parts > MAX_PARTS || count.files > MAX_FILES || count.fields > MAX_FIELDS) {
        handlers.invalid(badRequest(`A form can have at most ${MAX_FILES} files and ${MAX_FIELDS} other fields.`));
        part.resume();
      } else if (isFile) {
        handlers.file(part, fileName);
      } else if (name !== undefined) {
        finishField = readField(part, (value) => {
          if (value === null) handlers.invalid(badRequest(`The field "${name}" is too long.`));
          else handlers.field(name, value);
        });
      } else {
        handlers.unreadable(badRequest(UNREADABLE));
        part.resume();
      }
    });
  });
  let finished = false;
  let written: (() => void) | undefined;
  const ended = new Promise<void>((resolve) => {
    const finish = () => {
      finished = true;
      // Dicer does not call back for the chunk with the closing boundary when a part was still being read.
      written?.();
      resolve();
    };
    dicer.on('finish', finish).on('error', () => {
      handlers.invalid(badRequest('The form is incomplete, or its boundary is wrong. Send it again.'));
      finish();
    });
  });
  return {
    write: (chunk) =>
      new Promise((resolve) => {
        written = resolve;
        // What follows the closing boundary is ignored (RFC 2046).
        if (finished) resolve();
        else dicer.write(chunk, () => resolve());
      }),
    async end() {
      dicer.end();
      await ended;
      finishField?.();
    },
  };
}

const UNREADABLE =
  'A part of the form has no valid Content-Disposition. Send each picture with Content-Disposition: form-data; name="file"; filename="…".';

/** Text fields have no type, or a type of text (RFC 7578, section 4.4). */
const FILE_TYPE = /^(?:image\/|application\/octet-stream$)/;

/** Header names in lower case; each byte of a value is one character. */
type PartHeader = Record<string, string[] | undefined>;

/**
 * Null for a part that is not form data or has no name. Tools name the field of a file as they like, so a file is known by its file name
 * or its type; one without both is known by the field name `file`.
 */
function readPartHeader(header: PartHeader): { name?: string | undefined; fileName?: string | undefined; isFile: boolean } | null {
  const disposition = header['content-disposition']?.[0] ?? '';
  if (!/^form-data\s*(;|$)/i.test(disposition)) return null;
  const values = parameters(disposition);
  const [name, fileName] = [values.get('name'), values.get('filename')];
  if ([name, fileName].some((value) => /[\r\n]/.test(value ?? ''))) return null;
  const type = header['content-type']?.[0]?.split(';', 1)[0]!.trim().toLowerCase();
  const isFile = name === 'file' || fileName !== undefined || (type !== undefined && FILE_TYPE.test(type));
  return isFile || name !== undefined ? { name, fileName, isFile } : null;
}

/** Linear for every text: no two neighbours match the same character, and a quoted value without its closing quote runs to the end. */
const PARAMETER = /;\s*([^\s=*;"]+)(\*?)\s*=\s*(?:"((?:[^"\\]|\\.?)*)(?:"|$)[^;]*|([^";][^;]*)?)/gsy;

/** The parameters of a header value, by their name in lower case: quoted, as a token, or as RFC 8187 has them (`filename*=UTF-8''…`). */
function parameters(value: string): Map<string, string> {
  const found = new Map<string, string>();
  PARAMETER.lastIndex = value.indexOf(';') < 0 ? value.length : value.indexOf(';');
  for (const [, name, extended, quoted, token = ''] of value.matchAll(PARAMETER)) {
    // Old browsers send the backslashes of a Windows path as they are: only a quote or a backslash can be escaped.
    const text = quoted?.replace(/\\(["\\])/g, '$1') ?? token.trim();
    const key = name!.toLowerCase();
    // Of several boundaries the first counts, as for proxies that look into forms.
    if (key === 'boundary' && found.has(key)) continue;
    found.set(key, extended ? decodeExtended(text) : Buffer.from(text, 'latin1').toString());
  }
  return found;
}

function decodeExtended(text: string): string {
  const [, charset = '', encoded = text] = /^([^']*)'[^']*'(.*)$/s.exec(text) ?? [];
  const bytes = Buffer.from(
    encoded.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  );
  return bytes.toString(charset.toLowerCase() === 'iso-8859-1' ? 'latin1' : 'utf8');
}

/** Reads a text field; `done` gets null when it is too long. Returns a function that takes what is buffered as the whole value. */
function readField(part: Readable, done: (value: string | null) => void): () => void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  part.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MAX_FIELD_BYTES) chunks.push(chunk);
  });
  return () => {
    // Each read emits `data`.
    while (part.read() !== null);
    done(bytes <= MAX_FIELD_BYTES ? Buffer.concat(chunks).toString() : null);
  };
}

export function badRequest(detail: string): Problem {
  return new Problem('BAD_REQUEST', detail);
}
