import { z } from 'zod';
import { createDocument, type ZodOpenApiObject, type ZodOpenApiPathsObject } from 'zod-openapi';

import { authPaths } from './openapi.auth.js';
import { imagePaths } from './openapi.images.js';
import { problems } from './openapi.problems.js';
import { sharePaths } from './openapi.shares.js';
import { ProblemJson } from './problem.js';

const tags = ['drive'];
const ok = (description: string) => ({
  description,
  content: { 'application/json': { schema: z.object({ status: z.literal('ok') }) } },
});

/** What the gateway answers itself. */
const ownPaths = {
  '/health/live': { get: { tags, summary: 'Whether the drive lives', security: [], responses: { '200': ok('It does.') } } },
  '/health/ready': {
    get: {
      tags,
      summary: 'Whether the drive can do its work',
      security: [],
      responses: { '200': ok('It can.'), ...problems('UNAVAILABLE') },
    },
  },
  '/openapi.json': {
    get: {
      tags,
      summary: 'This document',
      security: [],
      responses: { '200': { description: 'OpenAPI 3.1.', content: { 'application/json': {} } } },
    },
  },
} satisfies ZodOpenApiPathsObject;

export type OpenApiDocument = ReturnType<typeof openApiDocument>;

/** The document of the API (OpenAPI 3.1), made from the schemas that validate. */
export function openApiDocument() {
  return createDocument(document(), {
    // What every instant and every whole number says of itself, in a regular expression of a line and in numbers of sixteen digits.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
      // Not every tool knows character classes by property.
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
      { name: 'albums', description: 'Pictures that belong together; one may be in several.' },
      { name: 'links', description: 'Share pictures with people who have no account.' },
      { name: 'account', description: 'Sessions and tokens.' },
      { name: 'drive', description: 'The drive itself.' },
    ],
    security: [{ token: [] }, { session: [] }],
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description:
            'A session token or a named token. Named tokens have the scopes `read`, `upload`, `write` and `share` (links; `write` may make them, too).',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'shoebox_session',
          description: 'Set by sign-up and log-in; `__Host-shoebox_session` by https. Changes must come from a page of the drive itself.',
        },
      },
      schemas: { Problem: ProblemJson },
    },
    paths: { ...imagePaths, ...sharePaths, ...authPaths, ...ownPaths },
  };
}
