import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';

import { Album, AlbumChanged, NewAlbum, AlbumList, AlbumPatch, AlbumPictures } from './album.js';
import { ImageId } from './image.js';
import { json } from './openapi.json.js';
import { changeProblems, NOTHING, problems } from './openapi.problems.js';

const tags = ['albums'];
const path = z.object({ id: ImageId });
const CALLER = ['NOT_LOGGED_IN', 'SCOPE_MISSING'] as const;
const BODY = ['UNSUPPORTED_TYPE', 'TOO_LARGE'] as const;

/** The operations on albums, implemented by media. */
export const albumPaths = {
  '/api/albums': {
    get: {
      tags,
      operationId: 'listAlbums',
      summary: 'List albums',
      description: 'The albums of the caller, each with its cover and the number of its pictures.',
      responses: { '200': { description: 'All albums, newest first.', ...json(AlbumList) }, ...problems(...CALLER) },
    },
    post: {
      tags,
      operationId: 'createAlbum',
      summary: 'Create an album',
      description: '`ids` are pictures to begin with, in this order. An id of no picture is reported in `missing` and stops nothing.',
      requestBody: { required: true, ...json(NewAlbum) },
      responses: {
        '201': { description: 'The album, with the pictures in the request that exist.', ...json(AlbumChanged) },
        ...changeProblems(...CALLER, ...BODY, 'TOO_MANY_ALBUMS'),
      },
    },
  },
  '/api/albums/{id}': {
    get: {
      tags,
      operationId: 'getAlbum',
      summary: 'Get an album',
      description: 'For its pictures, see `GET /api/images?album=`.',
      requestParams: { path },
      responses: { '200': { description: 'The album.', ...json(Album) }, ...problems(...CALLER, 'NOT_FOUND') },
    },
    patch: {
      tags,
      operationId: 'updateAlbum',
      summary: 'Change the name, the order or the cover',
      description: 'Fields that are left out stay as they are.',
      requestParams: { path },
      requestBody: { required: true, ...json(AlbumPatch) },
      responses: {
        '200': { description: 'The changed album.', ...json(Album) },
        ...changeProblems(...CALLER, ...BODY, 'NOT_FOUND'),
      },
    },
    delete: {
      tags,
      operationId: 'deleteAlbum',
      summary: 'Delete an album and its links, but not its pictures',
      description: 'The pictures stay in the library and in other albums.',
      requestParams: { path },
      responses: { '204': NOTHING, ...changeProblems(...CALLER, 'NOT_FOUND') },
    },
  },
  '/api/albums/{id}/images': {
    post: {
      tags,
      operationId: 'changeAlbumImages',
      summary: 'Add, remove or move pictures in an album',
      description:
        '`add` appends pictures. `remove` removes them from the album. `move` moves them before another picture, in the order given, and ' +
        'sets the order of the album to `hand`. A picture in the trash is hidden from its albums until it is restored.',
      requestParams: { path },
      requestBody: { required: true, ...json(AlbumPictures) },
      responses: {
        '200': { description: 'The changed album.', ...json(AlbumChanged) },
        ...changeProblems(...CALLER, ...BODY, 'NOT_FOUND', 'ALBUM_FULL'),
      },
    },
  },
} satisfies ZodOpenApiPathsObject;
