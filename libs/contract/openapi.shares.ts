import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';

import { variantsInWords } from '#libs/domain/variants.js';

import { ImageId, UploadQuery } from './image.js';
import { json } from './openapi.json.js';
import { changeProblems, NOTHING, problems } from './openapi.problems.js';
import { uploadForm, UPLOAD_PROBLEMS } from './openapi.upload.js';
import { NewShare, PreviewRequest, SharedUpload, ShareList, ShareListQuery, SharePatch, SharePreview, ShareWithImages } from './share.js';

const tags = ['links'];
const path = z.object({ id: ImageId });
const CALLER = ['NOT_LOGGED_IN', 'SCOPE_MISSING'] as const;
const headers = { location: { description: 'The link in the API.', schema: { type: 'string' } } } as const;

/** The operations on links; media has them. */
export const sharePaths = {
  '/api/shares': {
    get: {
      tags,
      summary: 'List links',
      requestParams: { query: ShareListQuery },
      responses: {
        '200': { description: 'A page of them, newest first, those that expired too.', ...json(ShareList) },
        ...problems(...CALLER),
      },
    },
    post: {
      tags,
      summary: 'Make a link',
      description:
        'Whoever has the link sees these pictures, or this album, at these sizes, without an account, until it ends. `page` is for people; ' +
        'the `url` of each size is for `<img>` anywhere, unless there is a password. A picture in the trash is not shown until it is ' +
        'restored. Give `imageIds` or `album`, one of the two. An album is shown as it is whenever somebody looks, and its links end with it.',
      requestBody: { required: true, ...json(NewShare) },
      responses: {
        '201': { description: 'The link.', headers, ...json(ShareWithImages) },
        ...changeProblems(...CALLER, 'NOT_FOUND', 'UNSUPPORTED_TYPE', 'TOO_LARGE'),
      },
    },
  },
  '/api/shares/preview': {
    post: {
      tags,
      summary: 'What a link would give away',
      description: 'Of pictures (`imageIds`), or of what is in an `album` now; one of the two. Makes none.',
      requestBody: { required: true, ...json(PreviewRequest) },
      responses: {
        '200': { description: 'Pixels and bytes of each size, and what the originals say besides.', ...json(SharePreview) },
        ...problems('CROSS_SITE', ...CALLER, 'NOT_FOUND', 'UNSUPPORTED_TYPE', 'TOO_LARGE'),
      },
    },
  },
  '/api/shares/upload': {
    post: {
      tags,
      summary: 'Upload a picture and make a link to it',
      description:
        'For tools that paste the link. The bytes of one picture as the body, or a form with one file (and then no query); a token needs the ' +
        `scopes \`upload\` and \`share\`. The link gives ${variantsInWords()}. ` +
        'The same bytes again get another link to the picture that is ' +
        'there. With `Accept: text/plain` the answer is `url` alone.',
      requestParams: { query: UploadQuery },
      requestBody: { required: true, content: { '*/*': {}, 'multipart/form-data': { schema: uploadForm(1) } } },
      responses: {
        '201': {
          description: 'The link. The sizes of the picture are made next.',
          headers,
          content: { 'application/json': { schema: SharedUpload }, 'text/plain': {} },
        },
        ...changeProblems(...CALLER, ...UPLOAD_PROBLEMS),
      },
    },
  },
  '/api/shares/{id}': {
    get: {
      tags,
      summary: 'One link',
      requestParams: { path },
      responses: { '200': { description: 'The link and what it shows.', ...json(ShareWithImages) }, ...problems(...CALLER, 'NOT_FOUND') },
    },
    patch: {
      tags,
      summary: 'Change a link',
      description: 'Its address stays. Another password shuts out whoever got in by the one before.',
      requestParams: { path },
      requestBody: { required: true, ...json(SharePatch) },
      responses: {
        '200': { description: 'The link as it is now.', ...json(ShareWithImages) },
        ...changeProblems(...CALLER, 'NOT_FOUND', 'UNSUPPORTED_TYPE', 'TOO_LARGE'),
      },
    },
    delete: {
      tags,
      summary: 'End a link',
      description: 'At once and for good: the next request finds nothing.',
      requestParams: { path },
      responses: { '204': NOTHING, ...changeProblems(...CALLER, 'NOT_FOUND') },
    },
  },
} satisfies ZodOpenApiPathsObject;
