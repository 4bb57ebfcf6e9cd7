import { z } from 'zod';
import { createDocument, type ZodOpenApiObject, type ZodOpenApiPathsObject } from 'zod-openapi';

import { authPaths } from './openapi.auth.js';
import { imagePaths } from './openapi.images.js';
import { json } from './openapi.json.js';
import { problems } from './openapi.problems.js';
import { iiifRedirect } from './openapi.iiif.js';
import { sharePaths } from './openapi.shares.js';
import { ProblemJson } from './problem.js';

const tags = ['drive'];
const ok = (description: string) => ({
  description,
  content: { 'application/json': { schema: z.object({ status: z.literal('ok') }) } },
});

/** The operations of the gateway itself. */
const ownPaths = {
  '/health/live': {
    get: {
      tags,
      operationId: 'getLiveness',
      summary: 'Check that the drive runs',
      description: 'For process supervisors: a drive that does not answer must be restarted.',
      security: [],
      responses: { '200': ok('It runs.'), ...problems() },
    },
  },
  '/health/ready': {
    get: {
      tags,
      operationId: 'getReadiness',
      summary: 'Check that the drive can serve requests',
      description: 'For load balancers: databases, stores and queues answer.',
      security: [],
      responses: { '200': ok('It can serve requests.'), ...problems('UNAVAILABLE') },
    },
  },
  '/openapi.json': {
    get: {
      tags,
      operationId: 'getOpenApiDocument',
      summary: 'Get this document',
      description: 'It is generated from the schemas that validate requests.',
      security: [],
      responses: {
        '200': { description: 'The OpenAPI 3.1 document.', ...json(z.looseObject({ openapi: z.string() })) },
        ...problems(),
      },
    },
  },
} satisfies ZodOpenApiPathsObject;

export type OpenApiDocument = ReturnType<typeof openApiDocument>;

/** Returns the OpenAPI 3.1 document of the API, generated from the schemas that validate requests. */
export function openApiDocument() {
  return createDocument(document(), {
    // Every date-time has a long pattern and every integer the bounds of a double: both say nothing to a reader.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
      // Some tools do not support Unicode property escapes.
      if (jsonSchema.pattern?.includes('\\p{')) delete jsonSchema.pattern;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
}

function document(): ZodOpenApiObject {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Shoebox',
      version: '1',
      description: 'A drive for your pictures. Times are ISO 8601 in UTC. Errors are problem details (RFC 9457) with a stable code.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: [
      { name: 'pictures', description: 'Upload, list, find, view, delete.' },
      { name: 'albums', description: 'Ordered groups of pictures. A picture may be in several albums.' },
      { name: 'links', description: 'Share pictures with people who have no account.' },
      { name: 'account', description: 'The account, its sessions and tokens.' },
      { name: 'drive', description: 'The drive itself.' },
    ],
    security: [{ token: [] }, { session: [] }],
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description:
            'A session token or a token for a tool. The scopes of a token are `read`, `upload`, `write` and `share` (links, which `write` permits as well).',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'shoebox_session',
          description:
            'Set by sign-up and log-in; with https its name is `__Host-shoebox_session`. Requests that change something must come from a page of the drive itself.',
        },
      },
      schemas: { Problem: ProblemJson },
    },
    paths: { ...imagePaths, ...sharePaths, ...authPaths, ...iiifRedirect, ...ownPaths },
  };
}
