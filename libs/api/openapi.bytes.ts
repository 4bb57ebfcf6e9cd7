import { z } from 'zod';
import type { ZodOpenApiMediaTypeObject, ZodOpenApiPathsObject, ZodOpenApiResponsesObject } from 'zod-openapi';

import { IMAGE_TYPE_NAMES } from '#libs/domain/image-types.js';

import type { ErrorCode } from './errors.js';
import { ImageId, SentId, SizeParam, ZipRequest } from './image.js';
import { BytesQuery } from './image-queries.js';
import { problems } from './openapi.problems.js';

const tags = ['pictures'];
const CALLER = ['NOT_LOGGED_IN', 'SCOPE_MISSING'] as const;
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

/** OpenAPI 3.1 needs no schema for bytes (section 4.8.14.3), but the generators of clients read `format` as OpenAPI 3.0 wrote it. */
export const BINARY: ZodOpenApiMediaTypeObject = { schema: { type: 'string', format: 'binary' } };

/** `o` has the type of the file that was uploaded. */
const content = Object.fromEntries(IMAGE_TYPE_NAMES.map((type) => [type, BINARY]));

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

const BYTES_PROBLEMS: ErrorCode[] = ['NOT_LOGGED_IN', 'SCOPE_MISSING', 'NOT_FOUND', 'NOT_READY', 'RANGE_NOT_SATISFIABLE', 'CORRUPT'];

const ZIP = {
  description: 'The zip file. A response that ends early is incomplete: send the request again.',
  headers: { 'content-disposition': text('`attachment` (RFC 6266).') },
  content: { 'application/zip': BINARY },
};

/** In a form a field may hold several ids. Fields that hold none are ignored, but one must hold some. */
const ZipForm = ZipRequest.extend({
  ids: z
    .array(SentId.regex(/[^,\s]/))
    .min(1)
    .max(10_000),
}).meta({ id: 'ZipForm' });
/** The operations that send the bytes of pictures, implemented by media. */
export const bytesPaths = {
  '/api/images/zip': {
    post: {
      tags,
      operationId: 'downloadImages',
      summary: 'Download many pictures as one zip file',
      description:
        'The body is JSON or a form. In a form, `ids` may be repeated or contain several ids separated by commas. ' +
        'A repeated id is included once. A picture without this size, or with a damaged original, is left out and listed in `missing.txt`.',
      requestBody: {
        required: true,
        content: { 'application/json': { schema: ZipRequest }, 'application/x-www-form-urlencoded': { schema: ZipForm } },
      },
      responses: { '200': ZIP, ...problems('CROSS_SITE', ...CALLER, 'NOT_FOUND', 'UNSUPPORTED_TYPE', 'TOO_LARGE') },
    },
  },
  '/get/{id}': {
    get: {
      tags,
      operationId: 'getImageBytes',
      summary: 'Get the bytes at medium size',
      description: 'The same as `GET /get/{id}/m`.',
      requestParams: { path: z.object({ id: ImageId }), query: BytesQuery },
      responses: { ...bytes, ...problems(...BYTES_PROBLEMS) },
    },
  },
  '/get/{id}/{size}': {
    get: {
      tags,
      operationId: 'getImageBytesAtSize',
      summary: 'Get the bytes at a size',
      description:
        '`s`, `m` and `l` are made by the drive, without the metadata of the file; `o` is the original as it was uploaded. Until a size is ready, the nearest one that exists is sent, unless `exact` is given.',
      requestParams: { path: z.object({ id: ImageId, size: SizeParam }), query: BytesQuery },
      responses: { ...bytes, ...problems(...BYTES_PROBLEMS) },
    },
  },
} satisfies ZodOpenApiPathsObject;
