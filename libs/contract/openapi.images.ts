import { z } from 'zod';
import type { ZodOpenApiPathsObject, ZodOpenApiSchemaObject } from 'zod-openapi';

import {
  BytesQuery,
  DeleteQuery,
  Image,
  ImageId,
  ImageList,
  ImagePatch,
  ListQuery,
  SizeParam,
  UploadQuery,
  UploadResults,
} from './image.js';
import { bytes, BYTES_PROBLEMS } from './openapi.bytes.js';
import { changeProblems, NOTHING, problems } from './openapi.problems.js';

const tags = ['pictures'];
const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });
const path = z.object({ id: ImageId });
const CALLER = ['NOT_LOGGED_IN', 'SCOPE_MISSING'] as const;
const headers = { location: { description: 'The picture in the API.', schema: { type: 'string' } } } as const;

const multipart = {
  type: 'object',
  properties: {
    modifiedAt: { type: 'string', format: 'date-time', description: 'The own time of the files after it.' },
    file: { type: 'array', maxItems: 100, items: { type: 'string', contentMediaType: 'application/octet-stream' } },
  },
  required: ['file'],
} satisfies ZodOpenApiSchemaObject;

/** The operations of media that can be reached from outside. */
export const imagePaths = {
  '/api/images': {
    get: {
      tags,
      summary: 'List pictures',
      requestParams: { query: ListQuery },
      responses: { '200': { description: 'A page of them.', ...json(ImageList) }, ...problems(...CALLER) },
    },
    post: {
      tags,
      summary: 'Upload pictures',
      description:
        'The bytes of one picture as the body, of any declared type, or a form with up to 100 files (and then no query). ' +
        'A picture that was answered with 201 is kept. The same bytes again are answered with the picture that is there already, ' +
        'so every upload can be repeated safely.',
      requestParams: { query: UploadQuery },
      requestBody: { required: true, content: { '*/*': {}, 'multipart/form-data': { schema: multipart } } },
      responses: {
        '200': { description: 'These bytes were here already; out of the trash they are restored.', headers, ...json(Image) },
        '201': { description: 'Kept. Its sizes are made next.', headers, ...json(Image) },
        '207': { description: 'Several files: what became of each, in order.', ...json(UploadResults) },
        ...changeProblems(...CALLER, 'EMPTY_FILE', 'TOO_LARGE', 'UNSUPPORTED_TYPE', 'BROKEN_IMAGE', 'TOO_MANY_PIXELS'),
      },
    },
  },
  '/api/images/{id}': {
    get: {
      tags,
      summary: 'One picture',
      requestParams: { path },
      responses: { '200': { description: 'The picture.', ...json(Image) }, ...problems(...CALLER, 'NOT_FOUND') },
    },
    patch: {
      tags,
      summary: 'Change the name or the time it was taken',
      requestParams: { path },
      requestBody: { required: true, ...json(ImagePatch) },
      responses: {
        '200': { description: 'The picture as it is now.', ...json(Image) },
        ...changeProblems(...CALLER, 'NOT_FOUND', 'UNSUPPORTED_TYPE', 'TOO_LARGE'),
      },
    },
    delete: {
      tags,
      summary: 'Move to the trash, or delete for good',
      requestParams: { path, query: DeleteQuery },
      responses: { '204': NOTHING, ...changeProblems(...CALLER, 'NOT_FOUND') },
    },
  },
  '/api/images/{id}/restore': {
    post: {
      tags,
      summary: 'Take out of the trash',
      requestParams: { path },
      responses: {
        '200': { description: 'The picture, also when it was not in the trash.', ...json(Image) },
        ...changeProblems(...CALLER, 'NOT_FOUND'),
      },
    },
  },
  '/api/images/{id}/retry': {
    post: {
      tags,
      summary: 'Try to make the sizes of a rejected picture again',
      requestParams: { path },
      responses: {
        '202': { description: 'Its sizes are made next.', ...json(Image) },
        ...changeProblems(...CALLER, 'NOT_FOUND', 'NOT_FAILED'),
      },
    },
  },
  '/api/trash': {
    delete: {
      tags,
      summary: 'Empty the trash',
      responses: { '204': NOTHING, ...changeProblems(...CALLER) },
    },
  },
  '/get/{id}': {
    get: {
      tags,
      summary: 'The bytes at medium size',
      requestParams: { path, query: BytesQuery },
      responses: { ...bytes, ...problems(...BYTES_PROBLEMS) },
    },
  },
  '/get/{id}/{size}': {
    get: {
      tags,
      summary: 'The bytes at one size',
      requestParams: { path: z.object({ id: ImageId, size: SizeParam }), query: BytesQuery },
      responses: { ...bytes, ...problems(...BYTES_PROBLEMS) },
    },
  },
} satisfies ZodOpenApiPathsObject;
