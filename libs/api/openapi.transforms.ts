import { z } from 'zod';
import type { ZodOpenApiPathsObject, ZodOpenApiResponsesObject } from 'zod-openapi';

import { FORMATS } from '#libs/domain/transform/modifiers.js';

import { BINARY, bytes } from './openapi.bytes.js';
import { json } from './openapi.json.js';
import { problems, TRANSFORM_PROBLEMS } from './openapi.problems.js';
import { TransformAddress, TransformQuery, Transforms } from './transform.js';

const tags = ['pictures'];
const content = Object.fromEntries(Object.values(FORMATS).map(({ type }) => [type, BINARY]));
const SIGNATURE = {
  e: z.string().optional().meta({ description: 'The end of a signed address, in seconds since 1970.', example: '1798761600' }),
  k: z.string().optional().meta({ description: 'The id of the key that signed it.', example: '01kdc7q3v8x2m4n6p8r0s2t4v6' }),
  s: z.string().optional().meta({ description: 'The signature, in base64url.', example: '7Zc0n3cX9v0mQ0z2b8m3q1r5t7y9u1i3o5p7a9s1d3f' }),
};
const SIGNED_OR_LOGGED_IN: Record<string, string[]>[] = [{ token: [] }, { session: [] }, {}];
const vary = { vary: { description: '`Accept` for `.auto`.', schema: { type: 'string' as const } } };

/** As for the sizes of a picture, but of these types only. */
const results = {
  '200': { ...bytes['200'], description: 'The bytes.', headers: { ...bytes['200'].headers, ...vary }, content },
  '206': { ...bytes['206'], headers: { ...bytes['206'].headers, ...vary }, content },
  '301': {
    description: 'The same in its canonical form.',
    headers: { location: { description: 'The path of the canonical form, with the query.', schema: { type: 'string' } } },
  },
  '304': bytes['304'],
} satisfies ZodOpenApiResponsesObject;

/** Any size of a picture by its address, implemented by media. */
export const transformPaths = {
  '/i/{address}': {
    get: {
      tags,
      operationId: 'getTransformedImage',
      summary: 'Get a picture as its address says',
      description:
        'The address is the id, then modifiers between underscores, then a format: `01k…._SL600_CR10,20,300,200_QL75_.webp`. Modifiers are ' +
        'applied from left to right. `.auto` is the format that `Accept` likes best. A result that takes longer than 10 seconds is answered ' +
        'with 503 and is there later. With `k` and `s` the address is signed by the owner of the picture: it needs no log-in.',
      security: SIGNED_OR_LOGGED_IN,
      requestParams: { path: z.object({ address: TransformAddress }), query: TransformQuery.extend(SIGNATURE) },
      responses: {
        ...results,
        ...problems('NOT_LOGGED_IN', ...TRANSFORM_PROBLEMS),
      },
    },
  },
  '/api/transforms': {
    get: {
      tags,
      operationId: 'listTransforms',
      summary: 'List the modifiers of the addresses of pictures',
      description: 'What an address of `GET /i/{address}` may say, with the bounds of each number, and the presets.',
      responses: {
        '200': { description: 'The modifiers, the formats and the bounds.', ...json(Transforms) },
        ...problems('NOT_LOGGED_IN', 'SCOPE_MISSING'),
      },
    },
  },
} satisfies ZodOpenApiPathsObject;
