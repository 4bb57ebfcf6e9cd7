import type { ZodOpenApiOperationObject, ZodOpenApiSchemaObject } from 'zod-openapi';

import type { ErrorCode } from './errors.js';

/** A form with at most `maxItems` files. */
export const uploadForm = (maxItems: number): ZodOpenApiSchemaObject => ({
  type: 'object',
  properties: {
    modifiedAt: { type: 'string', format: 'date-time', description: 'The modification time of the files after this field.' },
    album: { type: 'string', description: 'The id of an album to add the files after this field to.' },
    file: { type: 'array', maxItems, items: { type: 'string', format: 'binary' } },
  },
  required: ['file'],
});

/** PUT beside POST, for tools that know no other way to send a file, such as `curl -T`. */
export function asPut<T extends ZodOpenApiOperationObject>(post: T): T {
  return { ...post, operationId: `${post.operationId}ByPut`, summary: `${post.summary} (the same by PUT)` };
}

/** The errors of an upload. */
export const UPLOAD_PROBLEMS: ErrorCode[] = [
  'NOT_FOUND',
  'ALBUM_FULL',
  'EMPTY_FILE',
  'TOO_LARGE',
  'QUOTA_EXCEEDED',
  'UNSUPPORTED_TYPE',
  'BROKEN_IMAGE',
  'TOO_MANY_PIXELS',
];
