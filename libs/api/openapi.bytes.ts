import type { ZodOpenApiResponsesObject } from 'zod-openapi';

import { IMAGE_TYPE_NAMES } from '#libs/domain/image-types.js';

import type { ErrorCode } from './errors.js';

const text = (description: string) => ({ description, schema: { type: 'string' as const } });

const always = {
  etag: text('Changes when the bytes do.'),
  'cache-control': text('Immutable with the current `v`, `no-cache` without `v`; `no-store` when another size is sent.'),
};

const whole = {
  ...always,
  'accept-ranges': text('`bytes`.'),
  'last-modified': text('When these bytes were made; missing when another size is sent.'),
  'content-disposition': text('`inline` with the file name; `attachment` with `download` (RFC 6266).'),
  'x-served-size': text('The size that was sent, when the requested size is not ready.'),
};

/** Binary, so that there is no schema (OpenAPI 3.1, section 4.8.14.3). `o` has the type of the file that was uploaded. */
const content = Object.fromEntries(IMAGE_TYPE_NAMES.map((type) => [type, {}]));

/** The responses with the bytes of a picture. HEAD has the same headers. */
export const bytes = {
  '200': {
    description: 'The bytes. A response that ends early is incomplete: the original turned out to be damaged.',
    headers: whole,
    content,
  },
  '206': { description: 'The requested range.', headers: { ...whole, 'content-range': text('The range that is sent.') }, content },
  '304': {
    description: 'The ETag matches `If-None-Match`, or, without that header, nothing was made since `If-Modified-Since`.',
    headers: always,
  },
} satisfies ZodOpenApiResponsesObject;

export const BYTES_PROBLEMS: ErrorCode[] = ['NOT_LOGGED_IN', 'SCOPE_MISSING', 'NOT_FOUND', 'NOT_READY', 'RANGE_NOT_SATISFIABLE', 'CORRUPT'];

export const ZIP = {
  description: 'The zip file. A response that ends early is incomplete: send the request again.',
  headers: { 'content-disposition': text('`attachment` (RFC 6266).') },
  content: { 'application/zip': {} },
};

/** Server-sent events (HTML standard). */
export const EVENTS = { description: 'A stream of events. It ends with the session.', content: { 'text/event-stream': {} } };
