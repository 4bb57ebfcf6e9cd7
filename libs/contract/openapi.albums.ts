import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';

import { Album, AlbumChanged, AlbumCreate, AlbumList, AlbumPatch, AlbumPictures } from './album.js';
import { ImageId } from './image.js';
import { json } from './openapi.json.js';
import { changeProblems, NOTHING, problems } from './openapi.problems.js';

const tags = ['albums'];
const path = z.object({ id: ImageId });
const CALLER = ['NOT_LOGGED_IN', 'SCOPE_MISSING'] as const;
const BODY = ['UNSUPPORTED_TYPE', 'TOO_LARGE'] as const;

/** The operations on albums; media has them. */
export const albumPaths = {
  '/api/albums': {
    get: {
      tags,
      summary: 'List albums',
      responses: { '200': { description: 'All, newest first.', ...json(AlbumList) }, ...problems(...CALLER) },
    },
    post: {
      tags,
      summary: 'Make an album',
      requestBody: { required: true, ...json(AlbumCreate) },
      responses: {
        '201': { description: 'The album, with those of the pictures named that are there.', ...json(AlbumChanged) },
        ...changeProblems(...CALLER, ...BODY, 'TOO_MANY_ALBUMS'),
      },
    },
  },
  '/api/albums/{id}': {
    get: {
      tags,
      summary: 'One album',
      description: 'Its pictures: `GET /api/images?album=`.',
      requestParams: { path },
      responses: { '200': { description: 'The album.', ...json(Album) }, ...problems(...CALLER, 'NOT_FOUND') },
    },
    patch: {
      tags,
      summary: 'Change the name, the order or the cover',
      requestParams: { path },
      requestBody: { required: true, ...json(AlbumPatch) },
      responses: {
        '200': { description: 'The album as it is now.', ...json(Album) },
        ...changeProblems(...CALLER, ...BODY, 'NOT_FOUND'),
      },
    },
    delete: {
      tags,
      summary: 'Delete an album and end the links to it; its pictures stay',
      requestParams: { path },
      responses: { '204': NOTHING, ...changeProblems(...CALLER, 'NOT_FOUND') },
    },
  },
  '/api/albums/{id}/images': {
    post: {
      tags,
      summary: 'Add, remove or move pictures of an album',
      description:
        '`add` puts them behind those that are in it, `remove` takes them out, `move` puts those that are in it ahead of another, in the ' +
        'order given, and has the album ordered by hand from now on. A picture in the trash is in no album; restored, it is in its place again.',
      requestParams: { path },
      requestBody: { required: true, ...json(AlbumPictures) },
      responses: {
        '200': { description: 'The album as it is now.', ...json(AlbumChanged) },
        ...changeProblems(...CALLER, ...BODY, 'NOT_FOUND', 'ALBUM_FULL'),
      },
    },
  },
} satisfies ZodOpenApiPathsObject;
