import { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi';

import { variantsInWords } from '#libs/domain/variants.js';

import { ImageId } from './image.js';
import { UploadQuery } from './image-queries.js';
import { BINARY } from './openapi.bytes.js';
import { json } from './openapi.json.js';
import { changeProblems, NOTHING, problems } from './openapi.problems.js';
import { asPut, uploadForm, UPLOAD_PROBLEMS } from './openapi.upload.js';
import { NewShare, PreviewRequest, SharedUpload, ShareList, ShareListQuery, SharePatch, SharePreview, ShareWithImages } from './share.js';

const tags = ['links'];
const path = z.object({ id: ImageId });
const CALLER = ['NOT_LOGGED_IN', 'SCOPE_MISSING'] as const;
const headers = { location: { description: 'The path of the link in the API.', schema: { type: 'string' } } } as const;

const UPLOAD_AND_SHARE = {
  tags,
  operationId: 'uploadAndShare',
  summary: 'Upload a picture and create a link to it',
  description:
    'For tools that paste the link. The body is the bytes of one picture, or a form with one file (and then no query). A token needs the ' +
    `scopes \`upload\` and \`share\`. The link includes ${variantsInWords()}. ` +
    'Uploading the same bytes again creates another link to the existing picture. With `Accept: text/plain` the response is `url` alone.',
  requestParams: { query: UploadQuery },
  requestBody: { required: true, content: { '*/*': BINARY, 'multipart/form-data': { schema: uploadForm(1) } } },
  responses: {
    '201': {
      description: 'The link. The sizes of the picture follow.',
      headers,
      content: { 'application/json': { schema: SharedUpload }, 'text/plain': { schema: { type: 'string' } } },
    },
    ...changeProblems(...CALLER, ...UPLOAD_PROBLEMS),
  },
} satisfies ZodOpenApiOperationObject;

/** The operations on shares, implemented by media. */
export const sharePaths = {
  '/api/shares': {
    get: {
      tags,
      operationId: 'listShares',
      summary: 'List links',
      description: 'The links of the caller. Give `next` of one page as `before` of the following one.',
      requestParams: { query: ShareListQuery },
      responses: {
        '200': { description: 'A page of the list, newest first, including expired links.', ...json(ShareList) },
        ...problems(...CALLER),
      },
    },
    post: {
      tags,
      operationId: 'createShare',
      summary: 'Create a link',
      description:
        'People with the link see these pictures, or this album, at these sizes, without an account, until the link expires. `page` is the ' +
        'page to open; the `url` of each size can be embedded in any page, unless the link has a password. A picture in the trash is not shown until it is ' +
        'restored. Give either `imageIds` or `album`. A link to an album always shows its current pictures, and is deleted with the album. ' +
        'People with the link see the file names, and the ID of each picture contains the time of its upload.',
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
      operationId: 'previewShare',
      summary: 'Preview a link',
      description: 'Give either `imageIds` or `album`. No link is created.',
      requestBody: { required: true, ...json(PreviewRequest) },
      responses: {
        '200': { description: 'The pixels and bytes of each size, and the data in the originals.', ...json(SharePreview) },
        ...problems('CROSS_SITE', ...CALLER, 'NOT_FOUND', 'UNSUPPORTED_TYPE', 'TOO_LARGE'),
      },
    },
  },
  '/api/shares/upload': { post: UPLOAD_AND_SHARE, put: asPut(UPLOAD_AND_SHARE) },
  '/api/shares/{id}': {
    get: {
      tags,
      operationId: 'getShare',
      summary: 'Get a link',
      description: 'The link with its address, its settings and the pictures that it shows now.',
      requestParams: { path },
      responses: { '200': { description: 'The link and what it shows.', ...json(ShareWithImages) }, ...problems(...CALLER, 'NOT_FOUND') },
    },
    patch: {
      tags,
      operationId: 'updateShare',
      summary: 'Change a link',
      description: 'The address stays the same. After a change of the password, visitors must enter the new one.',
      requestParams: { path },
      requestBody: { required: true, ...json(SharePatch) },
      responses: {
        '200': { description: 'The changed link.', ...json(ShareWithImages) },
        ...changeProblems(...CALLER, 'NOT_FOUND', 'UNSUPPORTED_TYPE', 'TOO_LARGE'),
      },
    },
    delete: {
      tags,
      operationId: 'deleteShare',
      summary: 'Delete a link',
      description: 'The link stops working immediately.',
      requestParams: { path },
      responses: { '204': NOTHING, ...changeProblems(...CALLER, 'NOT_FOUND') },
    },
  },
} satisfies ZodOpenApiPathsObject;
