import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';

import {
  BulkRequest,
  BulkResults,
  BytesQuery,
  DeleteQuery,
  Image,
  ImageId,
  ImageList,
  ImagePatch,
  KnownImages,
  KnownRequest,
  ListQuery,
  Months,
  Neighbours,
  NeighboursQuery,
  SizeParam,
  UploadQuery,
  UploadResults,
  Usage,
  ZipRequest,
} from './image.js';
import { albumPaths } from './openapi.albums.js';
import { bytes, BYTES_PROBLEMS, EVENTS, ZIP } from './openapi.bytes.js';
import { json } from './openapi.json.js';
import { changeProblems, NOTHING, problems } from './openapi.problems.js';
import { uploadForm, UPLOAD_PROBLEMS } from './openapi.upload.js';

const tags = ['pictures'];
const path = z.object({ id: ImageId });
const CALLER = ['NOT_LOGGED_IN', 'SCOPE_MISSING'] as const;
const headers = { location: { description: 'The picture in the API.', schema: { type: 'string' } } } as const;

/** The operations of media that can be reached from outside. */
export const imagePaths = {
  ...albumPaths,
  '/api/images': {
    get: {
      tags,
      summary: 'List pictures',
      requestParams: { query: ListQuery },
      responses: { '200': { description: 'A page of them.', ...json(ImageList) }, ...problems(...CALLER, 'NOT_FOUND') },
    },
    post: {
      tags,
      summary: 'Upload pictures',
      description:
        'The bytes of one picture as the body, of any declared type, or a form with up to 100 files (and then no query). ' +
        'A picture that was answered with 201 is kept. The same bytes again are answered with the picture that is there already, ' +
        'so every upload can be repeated safely.',
      requestParams: { query: UploadQuery },
      requestBody: { required: true, content: { '*/*': {}, 'multipart/form-data': { schema: uploadForm(100) } } },
      responses: {
        '200': { description: 'These bytes were here already; out of the trash they are restored.', headers, ...json(Image) },
        '201': { description: 'Kept. Its sizes are made next.', headers, ...json(Image) },
        '207': { description: 'Several files: what became of each, in order.', ...json(UploadResults) },
        ...changeProblems(...CALLER, ...UPLOAD_PROBLEMS),
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
  '/api/images/{id}/neighbours': {
    get: {
      tags,
      summary: 'The pictures beside one in the list, an album or a search',
      requestParams: { path, query: NeighboursQuery },
      responses: {
        '200': { description: 'The one ahead of it and the one behind it.', ...json(Neighbours) },
        ...problems(...CALLER, 'NOT_FOUND'),
      },
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
  '/api/images/months': {
    get: {
      tags,
      summary: 'How many pictures there are of each month',
      responses: { '200': { description: 'Newest first; only months that have any.', ...json(Months) }, ...problems(...CALLER) },
    },
  },
  '/api/images/bulk': {
    post: {
      tags,
      summary: 'Delete, restore or purge many pictures',
      description:
        '`delete` moves to the trash, `restore` takes out of it, `purge` deletes for good. Each picture is answered with the status that ' +
        'the call for it alone would have; one that is named twice is answered twice and changed once.',
      requestBody: { required: true, ...json(BulkRequest) },
      responses: {
        '200': { description: 'What became of each, in order.', ...json(BulkResults) },
        ...changeProblems(...CALLER, 'UNSUPPORTED_TYPE', 'TOO_LARGE'),
      },
    },
  },
  '/api/images/known': {
    post: {
      tags,
      summary: 'Which pictures are here already, by their bytes',
      description:
        'For tools that hash before they send. Answered are those that the caller has, each once, in no particular order; ' +
        'with `deletedAt` it lies in the trash, from where an upload of the same bytes would take it.',
      requestBody: { required: true, ...json(KnownRequest) },
      responses: {
        '200': { description: 'Those that are here.', ...json(KnownImages) },
        ...problems('CROSS_SITE', ...CALLER, 'UNSUPPORTED_TYPE', 'TOO_LARGE'),
      },
    },
  },
  '/api/images/zip': {
    post: {
      tags,
      summary: 'Download many pictures as one zip file',
      description:
        'As JSON or as a plain form, in which `ids` may be repeated or hold several with commas between. ' +
        'A picture that is named twice is in it once. What is not there at this size is left out and named in `missing.txt`.',
      requestBody: {
        required: true,
        content: { 'application/json': { schema: ZipRequest }, 'application/x-www-form-urlencoded': { schema: ZipRequest } },
      },
      responses: { '200': ZIP, ...problems('CROSS_SITE', ...CALLER, 'NOT_FOUND', 'UNSUPPORTED_TYPE', 'TOO_LARGE') },
    },
  },
  '/api/events': {
    get: {
      tags,
      summary: 'What changes, as it happens',
      description:
        'Server-sent events. `image`: a picture is new or has changed, also when it went to the trash (`deletedAt`) or came back; the data ' +
        'is the picture. `removed`: it is gone for good; the data is `{"id": …}`. Events may repeat; none is missed. What was removed is ' +
        'remembered for a day: whoever was away longer lists the pictures again.',
      requestParams: {
        header: z.object({
          'last-event-id': z.string().optional().meta({ description: 'Goes on from there; without it, from now.' }),
        }),
      },
      responses: { '200': EVENTS, ...problems(...CALLER, 'RATE_LIMITED') },
    },
  },
  '/api/usage': {
    get: {
      tags,
      summary: 'How much is kept',
      responses: { '200': { description: 'In bytes, the number of pictures apart.', ...json(Usage) }, ...problems(...CALLER) },
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
