import { z } from 'zod';
import type { ZodOpenApiPathsObject, ZodOpenApiResponsesObject } from 'zod-openapi';

import { FORMATS } from '#libs/domain/transform/modifiers.js';

import { BINARY, bytes } from './openapi.bytes.js';
import { problems, TRANSFORM_PROBLEMS } from './openapi.problems.js';

const tags = ['pictures'];
/** Without a log-in there are the images of shares. */
const security: Record<string, string[]>[] = [{}, { token: [] }, { session: [] }];
const identifier = z.string().meta({
  description: 'The id of a picture of one’s own, or the token of a link, `~` and the id of a picture of it.',
  example: '01kdc7q3v8x2m4n6p8r0s2t4v6',
});
const part = (description: string, example: string) => z.string().meta({ description, example });
const link = { link: { description: 'The canonical address, and the compliance level.', schema: { type: 'string' as const } } };
const content = Object.fromEntries(Object.values(FORMATS).map(({ type }) => [type, BINARY]));
const document = { 'application/ld+json': { schema: z.looseObject({}) }, 'application/json': { schema: z.looseObject({}) } };

/** A document in JSON-LD. */
const documents = (description: string) =>
  ({ '200': { description, content: document }, '304': bytes['304'] }) satisfies ZodOpenApiResponsesObject;

const collection = z.string().meta({
  description: 'The id of an album of one’s own, or the token of a link.',
  example: '01kdc7q3v8x2m4n6p8r0s2t4v6',
});
const collectionPath = {
  get: {
    tags,
    operationId: 'getManifest',
    summary: 'Get an album or a link as a manifest',
    description:
      'As the IIIF Presentation API 3.0 says it: a manifest with a canvas for each picture; of more than 500 pictures a collection of manifests.',
    security,
    requestParams: { path: z.object({ collection }) },
    responses: { ...documents('A manifest, or a collection.'), ...problems('SCOPE_MISSING', 'NOT_FOUND', 'RATE_LIMITED') },
  },
};

/** Pictures for the viewers of libraries and museums (https://iiif.io), implemented by media. */
export const iiifPaths = {
  '/iiif/3/{identifier}/info.json': {
    get: {
      tags,
      operationId: 'getImageInformation',
      summary: 'Get the image information of a picture',
      description: 'As the IIIF Image API 3.0 says it: the size, the sizes and tiles to ask for, the bounds. Compliance level 2.',
      security,
      requestParams: { path: z.object({ identifier }) },
      responses: {
        ...documents('The image information.'),
        ...problems('SCOPE_MISSING', 'NOT_FOUND', 'NOT_READY', 'RATE_LIMITED'),
      },
    },
  },
  '/iiif/3/{identifier}/{region}/{size}/{rotation}/{file}': {
    get: {
      tags,
      operationId: 'getImageRegion',
      summary: 'Get a part of a picture by the IIIF Image API',
      description:
        'As the IIIF Image API 3.0 says it, at compliance level 2, with any rotation, mirroring and all qualities; never enlarged.',
      security,
      requestParams: {
        path: z.object({
          identifier,
          region: part('`full`, `square`, `x,y,w,h` or `pct:x,y,w,h`.', 'square'),
          size: part('`max`, `w,`, `,h`, `w,h`, `!w,h` or `pct:n`.', '!600,600'),
          rotation: part('Degrees clockwise from 0 to 360; with `!` before them mirrored first.', '0'),
          file: part('`default`, `color`, `gray` or `bitonal`, then `.jpg`, `.png`, `.webp` or `.avif`.', 'default.jpg'),
        }),
      },
      responses: {
        '200': { ...bytes['200'], description: 'The bytes.', headers: { ...bytes['200'].headers, ...link }, content },
        '206': { ...bytes['206'], content },
        '304': bytes['304'],
        ...problems(...TRANSFORM_PROBLEMS),
      },
    },
  },
  '/iiif/3/collection/{collection}': collectionPath,
  '/iiif/3/collection/{collection}/{page}': {
    get: {
      ...collectionPath.get,
      operationId: 'getManifestPage',
      summary: 'Get a page of an album or a link as a manifest',
      requestParams: { path: z.object({ collection, page: part('Counted from 1.', '1') }) },
    },
  },
} satisfies ZodOpenApiPathsObject;

/** Answered by the gateway itself. */
export const iiifRedirect = {
  '/iiif/3/{identifier}': {
    get: {
      tags,
      operationId: 'findImageInformation',
      summary: 'Find the image information of a picture',
      description: 'The address of a picture by the IIIF Image API leads to its image information.',
      security,
      requestParams: { path: z.object({ identifier }) },
      responses: {
        '303': {
          description: 'Where the image information is.',
          headers: { location: { description: 'The address of `info.json`.', schema: { type: 'string' } } },
        },
        ...problems('NOT_FOUND'),
      },
    },
  },
} satisfies ZodOpenApiPathsObject;
