import { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi';

import {
  BulkRequest,
  BulkResults,
  Image,
  ImageId,
  ImageList,
  ImagePatch,
  KnownImages,
  KnownRequest,
  Months,
  Neighbours,
  UploadResults,
  Usage,
} from './image.js';
import { DeleteQuery, ListQuery, NeighboursQuery, UploadQuery } from './image-queries.js';
import { DriveStatus } from './drive.js';
import { addressPaths } from './openapi.addresses.js';
import { albumPaths } from './openapi.albums.js';
import { BINARY, bytesPaths } from './openapi.bytes.js';
import { iiifPaths } from './openapi.iiif.js';
import { json } from './openapi.json.js';
import { changeProblems, NOTHING, problems } from './openapi.problems.js';
import { transformPaths } from './openapi.transforms.js';
import { asPut, uploadForm, UPLOAD_PROBLEMS } from './openapi.upload.js';

const tags = ['pictures'];
const path = z.object({ id: ImageId });
const CALLER = ['NOT_LOGGED_IN', 'SCOPE_MISSING'] as const;
const headers = { location: { description: 'The path of the picture in the API.', schema: { type: 'string' } } } as const;

const UPLOAD = {
  tags,
  operationId: 'uploadImages',
  summary: 'Upload pictures',
  description:
    'The body is the bytes of one picture, with any Content-Type, or a form with up to 100 files in fields of any name (and then no query). ' +
    'A picture that was answered with 201 is stored durably. Uploading the same bytes again returns the existing picture, ' +
    'so every upload can be repeated safely.',
  requestParams: { query: UploadQuery },
  requestBody: { required: true, content: { '*/*': BINARY, 'multipart/form-data': { schema: uploadForm(100) } } },
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
  ...bytesPaths,
  ...transformPaths,
  ...addressPaths,
  ...iiifPaths,
  '/api/images': {
    get: {
      tags,
      operationId: 'listImages',
      summary: 'List pictures',
      description:
        'The pictures of the caller, newest first unless `order` says otherwise. Give `next` of one page as `before` of the following one.',
      requestParams: { query: ListQuery },
      responses: { '200': { description: 'A page of the list.', ...json(ImageList) }, ...problems(...CALLER, 'NOT_FOUND') },
    },
    post: UPLOAD,
    put: asPut(UPLOAD),
  },
  '/api/images/{id}': {
    get: {
      tags,
      operationId: 'getImage',
      summary: 'Get a picture',
      description: 'The picture with the state and the address of each of its sizes, also one in the trash.',
      requestParams: { path },
      responses: { '200': { description: 'The picture.', ...json(Image) }, ...problems(...CALLER, 'NOT_FOUND') },
    },
    patch: {
      tags,
      operationId: 'updateImage',
      summary: 'Change the name or the time it was taken',
      description: 'Fields that are left out stay as they are. The bytes of the picture never change.',
      requestParams: { path },
      requestBody: { required: true, ...json(ImagePatch) },
      responses: {
        '200': { description: 'The changed picture.', ...json(Image) },
        ...changeProblems(...CALLER, 'NOT_FOUND', 'UNSUPPORTED_TYPE', 'TOO_LARGE'),
      },
    },
    delete: {
      tags,
      operationId: 'deleteImage',
      summary: 'Move a picture to the trash, or delete it permanently',
      description:
        'Without `forever` the picture can be restored until the trash is emptied. Deleting one that is in the trash already changes nothing.',
      requestParams: { path, query: DeleteQuery },
      responses: { '204': NOTHING, ...changeProblems(...CALLER, 'NOT_FOUND') },
    },
  },
  '/api/images/{id}/neighbours': {
    get: {
      tags,
      operationId: 'getNeighbours',
      summary: 'Get the previous and next picture in a list, an album or a search',
      description: 'The list is selected as in `GET /api/images`. A picture that is not in it has no neighbours.',
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
      operationId: 'restoreImage',
      summary: 'Restore a picture from the trash',
      description: 'It comes back with its name, its albums and its sizes.',
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
      operationId: 'retryImage',
      summary: 'Process a rejected picture again',
      description: 'For a picture in the state `rejected`: the sizes that failed are made again from the original.',
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
      operationId: 'countImagesByMonth',
      summary: 'Count pictures by month',
      description: 'Months are those of `sortAt` in UTC. Pictures in the trash are not counted.',
      responses: { '200': { description: 'The months with pictures, newest first.', ...json(Months) }, ...problems(...CALLER) },
    },
  },
  '/api/images/bulk': {
    post: {
      tags,
      operationId: 'changeImages',
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
      operationId: 'findKnownImages',
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
  '/api/events': {
    get: {
      tags,
      operationId: 'streamEvents',
      summary: 'Stream changes',
      description:
        'Server-sent events. `image`: a picture is new or has changed, also when it was moved to the trash (`deletedAt`) or restored; the ' +
        'data is the picture. `removed`: a picture was deleted permanently; the data is `{"id": …}`. Events may repeat, but none is lost. ' +
        'Removals are kept for a day: a client that was away longer must list the pictures again.',
      requestParams: {
        header: z.object({
          'last-event-id': z
            .string()
            .optional()
            .meta({ description: 'The event to continue after. Default: the current time.', example: '01kdc7q3v8x2m4n6p8r0s2t4v6' }),
        }),
      },
      responses: {
        '200': {
          description: 'A stream of events. It ends with the session.',
          content: { 'text/event-stream': { schema: { type: 'string' } } },
        },
        ...problems(...CALLER, 'RATE_LIMITED'),
      },
    },
  },
  '/api/usage': {
    get: {
      tags,
      operationId: 'getUsage',
      summary: 'Get the storage used',
      description: 'The number and the bytes of the pictures of the caller, and the quota.',
      responses: { '200': { description: 'The number of pictures and their bytes.', ...json(Usage) }, ...problems(...CALLER) },
    },
  },
  '/api/drive': {
    get: {
      tags: ['drive'],
      operationId: 'getDriveStatus',
      summary: 'Get the last backup and the last check of the drive',
      description: 'When the whole drive was last backed up and verified, and what was found.',
      responses: { '200': { description: 'What was done for the whole drive.', ...json(DriveStatus) }, ...problems(...CALLER) },
    },
  },
  '/api/trash': {
    delete: {
      tags,
      operationId: 'emptyTrash',
      summary: 'Empty the trash',
      description: 'Deletes the pictures in the trash permanently. That cannot be undone.',
      responses: { '204': NOTHING, ...changeProblems(...CALLER) },
    },
  },
} satisfies ZodOpenApiPathsObject;
