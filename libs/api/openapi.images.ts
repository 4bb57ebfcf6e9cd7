import { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi';

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
  SentId,
  SizeParam,
  UploadQuery,
  UploadResults,
  Usage,
  ZipRequest,
} from './image.js';
import { DriveStatus } from './drive.js';
import { albumPaths } from './openapi.albums.js';
import { bytes, BYTES_PROBLEMS, EVENTS, ZIP } from './openapi.bytes.js';
import { json } from './openapi.json.js';
import { changeProblems, NOTHING, problems } from './openapi.problems.js';
import { transformPaths } from './openapi.transforms.js';
import { asPut, uploadForm, UPLOAD_PROBLEMS } from './openapi.upload.js';

const tags = ['pictures'];
const path = z.object({ id: ImageId });
const CALLER = ['NOT_LOGGED_IN', 'SCOPE_MISSING'] as const;
/** In a form a field may hold several ids. Fields that hold none are ignored, but one must hold some. */
const ZipForm = ZipRequest.extend({
  ids: z
    .array(SentId.regex(/[^,\s]/))
    .min(1)
    .max(10_000),
}).meta({ id: 'ZipForm' });
const headers = { location: { description: 'The path of the picture in the API.', schema: { type: 'string' } } } as const;

const UPLOAD = {
  tags,
  summary: 'Upload pictures',
  description:
    'The body is the bytes of one picture, with any Content-Type, or a form with up to 100 files in fields of any name (and then no query). ' +
    'A picture that was answered with 201 is stored durably. Uploading the same bytes again returns the existing picture, ' +
    'so every upload can be repeated safely.',
  requestParams: { query: UploadQuery },
  requestBody: { required: true, content: { '*/*': {}, 'multipart/form-data': { schema: uploadForm(100) } } },
  responses: {
    '200': {
      description: 'The drive already has these bytes. A picture in the trash is restored, and a damaged original is brought back.',
      headers,
      ...json(Image),
    },
    '201': { description: 'The picture is stored. Its sizes follow.', headers, ...json(Image) },
    '207': { description: 'For several files: the result of each, in their order.', ...json(UploadResults) },
    ...changeProblems(...CALLER, ...UPLOAD_PROBLEMS),
  },
} satisfies ZodOpenApiOperationObject;

/** The operations on pictures, implemented by media. */
export const imagePaths = {
  ...albumPaths,
  ...transformPaths,
  '/api/images': {
    get: {
      tags,
      summary: 'List pictures',
      requestParams: { query: ListQuery },
      responses: { '200': { description: 'A page of the list.', ...json(ImageList) }, ...problems(...CALLER, 'NOT_FOUND') },
    },
    post: UPLOAD,
    put: asPut(UPLOAD),
  },
  '/api/images/{id}': {
    get: {
      tags,
      summary: 'Get a picture',
      requestParams: { path },
      responses: { '200': { description: 'The picture.', ...json(Image) }, ...problems(...CALLER, 'NOT_FOUND') },
    },
    patch: {
      tags,
      summary: 'Change the name or the time it was taken',
      requestParams: { path },
      requestBody: { required: true, ...json(ImagePatch) },
      responses: {
        '200': { description: 'The changed picture.', ...json(Image) },
        ...changeProblems(...CALLER, 'NOT_FOUND', 'UNSUPPORTED_TYPE', 'TOO_LARGE'),
      },
    },
    delete: {
      tags,
      summary: 'Move a picture to the trash, or delete it permanently',
      requestParams: { path, query: DeleteQuery },
      responses: { '204': NOTHING, ...changeProblems(...CALLER, 'NOT_FOUND') },
    },
  },
  '/api/images/{id}/neighbours': {
    get: {
      tags,
      summary: 'Get the previous and next picture in a list, an album or a search',
      requestParams: { path, query: NeighboursQuery },
      responses: {
        '200': { description: 'The two pictures.', ...json(Neighbours) },
        ...problems(...CALLER, 'NOT_FOUND'),
      },
    },
  },
  '/api/images/{id}/restore': {
    post: {
      tags,
      summary: 'Restore a picture from the trash',
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
      summary: 'Process a rejected picture again',
      requestParams: { path },
      responses: {
        '202': { description: 'The sizes are being made.', ...json(Image) },
        ...changeProblems(...CALLER, 'NOT_FOUND', 'NOT_FAILED'),
      },
    },
  },
  '/api/images/months': {
    get: {
      tags,
      summary: 'Count pictures by month',
      responses: { '200': { description: 'The months with pictures, newest first.', ...json(Months) }, ...problems(...CALLER) },
    },
  },
  '/api/images/bulk': {
    post: {
      tags,
      summary: 'Delete, restore or purge many pictures',
      description:
        '`delete` moves pictures to the trash, `restore` restores them, `purge` deletes them permanently. Each result has the status that ' +
        'a request for that picture alone would have. A repeated id is changed once and has a result for each occurrence.',
      requestBody: { required: true, ...json(BulkRequest) },
      responses: {
        '200': { description: 'The results, in the order of the ids.', ...json(BulkResults) },
        ...changeProblems(...CALLER, 'UNSUPPORTED_TYPE', 'TOO_LARGE'),
      },
    },
  },
  '/api/images/known': {
    post: {
      tags,
      summary: 'Find pictures by hash',
      description:
        'For tools that hash files before they upload them. The response has the pictures of the caller with these hashes, each once, in no ' +
        'particular order. One with `deletedAt` is in the trash; an upload of the same bytes restores it. One whose original is missing in ' +
        'the store or damaged is left out: an upload of the same bytes brings it back.',
      requestBody: { required: true, ...json(KnownRequest) },
      responses: {
        '200': { description: 'The pictures that exist.', ...json(KnownImages) },
        ...problems('CROSS_SITE', ...CALLER, 'UNSUPPORTED_TYPE', 'TOO_LARGE'),
      },
    },
  },
  '/api/images/zip': {
    post: {
      tags,
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
  '/api/events': {
    get: {
      tags,
      summary: 'Stream changes',
      description:
        'Server-sent events. `image`: a picture is new or has changed, also when it was moved to the trash (`deletedAt`) or restored; the ' +
        'data is the picture. `removed`: a picture was deleted permanently; the data is `{"id": …}`. Events may repeat, but none is lost. ' +
        'Removals are kept for a day: a client that was away longer must list the pictures again.',
      requestParams: {
        header: z.object({
          'last-event-id': z.string().optional().meta({ description: 'The event to continue after. Default: the current time.' }),
        }),
      },
      responses: { '200': EVENTS, ...problems(...CALLER, 'RATE_LIMITED') },
    },
  },
  '/api/usage': {
    get: {
      tags,
      summary: 'Get the storage used',
      responses: { '200': { description: 'The number of pictures and their bytes.', ...json(Usage) }, ...problems(...CALLER) },
    },
  },
  '/api/drive': {
    get: {
      tags: ['drive'],
      summary: 'Get the last backup and the last check of the drive',
      responses: { '200': { description: 'What was done for the whole drive.', ...json(DriveStatus) }, ...problems(...CALLER) },
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
      summary: 'Get the bytes at medium size',
      requestParams: { path, query: BytesQuery },
      responses: { ...bytes, ...problems(...BYTES_PROBLEMS) },
    },
  },
  '/get/{id}/{size}': {
    get: {
      tags,
      summary: 'Get the bytes at a size',
      requestParams: { path: z.object({ id: ImageId, size: SizeParam }), query: BytesQuery },
      responses: { ...bytes, ...problems(...BYTES_PROBLEMS) },
    },
  },
} satisfies ZodOpenApiPathsObject;
