import type { ZodOpenApiSchemaObject } from 'zod-openapi';

import type { ErrorCode } from './errors.js';

/** A form with pictures, of which there may be so many. */
export const uploadForm = (maxItems: number): ZodOpenApiSchemaObject => ({
  type: 'object',
  properties: {
    modifiedAt: { type: 'string', format: 'date-time', description: 'The own time of the files after it.' },
    album: { type: 'string', description: 'Id of an album that the files after it are put into.' },
    file: { type: 'array', maxItems, items: { type: 'string', contentMediaType: 'application/octet-stream' } },
  },
  required: ['file'],
});

/** Why a picture is not taken in. */
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
