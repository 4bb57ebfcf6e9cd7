import type { ZodOpenApiResponsesObject } from 'zod-openapi';

import { IMAGE_TYPE_NAMES } from '#libs/domain/image-types.js';

import type { ErrorCode } from './errors.js';

const text = (description: string) => ({ description, schema: { type: 'string' as const } });

const always = {
  etag: text('Changes when the bytes do.'),
  'cache-control': text('For ever with the right `v`, `no-cache` without; `no-store` when another size is sent.'),
};

const whole = {
  ...always,
  'accept-ranges': text('`bytes`.'),
  'content-disposition': text('Inline under the picture’s name; an attachment with `download` (RFC 6266).'),
  'x-served-size': text('Which size this is, when the one asked for is not ready yet.'),
};

/** Binary, so that there is no schema (OpenAPI 3.1, section 4.8.14.3). `o` has the type of the file that was uploaded. */
const content = Object.fromEntries(IMAGE_TYPE_NAMES.map((type) => [type, {}]));

/** What the bytes of a picture are answered with. HEAD gives the same without the bytes. */
export const bytes = {
  '200': { description: 'The bytes.', headers: whole, content },
  '206': { description: 'The range that was asked for.', headers: { ...whole, 'content-range': text('Which bytes these are.') }, content },
  '304': { description: 'The bytes are those of `If-None-Match`.', headers: always },
} satisfies ZodOpenApiResponsesObject;

export const BYTES_PROBLEMS: ErrorCode[] = ['NOT_LOGGED_IN', 'SCOPE_MISSING', 'NOT_FOUND', 'NOT_READY', 'RANGE_NOT_SATISFIABLE'];

export const ZIP = {
  description: 'The zip file. An answer that breaks off is not whole: ask again.',
  headers: { 'content-disposition': text('An attachment (RFC 6266).') },
  content: { 'application/zip': {} },
};

/** One event is a few lines of text (HTML standard, server-sent events). */
export const EVENTS = { description: 'Events, until the session ends.', content: { 'text/event-stream': {} } };
