import { expect, it } from 'vitest';

import { ERRORS } from './errors.js';
import { openApiDocument } from './openapi.js';

const document = openApiDocument();
const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation: operation as Operation })),
);

interface Described {
  description?: string;
  example?: unknown;
}

interface Operation {
  operationId?: string;
  summary?: string;
  description?: string;
  parameters?: (Described & { name: string; in: string; schema: Described })[];
  requestBody?: { content: Record<string, { schema?: unknown }> };
  security?: unknown[];
  responses: Record<string, { description: string; content?: Record<string, { schema?: unknown }> }>;
}

const codes = ({ responses }: Operation) => Object.values(responses).flatMap(({ description }) => description.match(/`[A-Z_]+`/g) ?? []);

it('is OpenAPI 3.1 whose references all lead somewhere', () => {
  expect(document.openapi).toMatch(/^3\.1\./);
  const names = Array.from(JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g), ([, name]) => name ?? '');
  expect(names.length).toBeGreaterThan(20);
  expect(Object.keys(document.components?.schemas ?? {})).toEqual(expect.arrayContaining(names));
});

it.each(operations)('$name says what it takes and every way it can end', ({ name, operation }) => {
  expect(operation.summary).toBeTruthy();
  const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name);
  expect(inPath).toEqual(Array.from(name.matchAll(/\{(\w+)\}/g), ([, parameter]) => parameter));
  if (name.includes('/api/') || name.includes('/get/'))
    expect(codes(operation)).toEqual(expect.arrayContaining(['`UNAVAILABLE`', '`TIMEOUT`']));
  // An empty requirement beside others makes a log-in optional (OpenAPI 3.1, Security Requirement Object).
  const isOptional = operation.security?.some((one) => Object.keys(one as object).length === 0);
  if (!isOptional) expect(codes(operation).includes('`NOT_LOGGED_IN`')).toBe(operation.security?.length !== 0);
  if (!name.startsWith('GET')) expect(codes(operation)).toContain('`CROSS_SITE`');
});

it.each(operations)('$name is described for people and for generators of clients', ({ operation }) => {
  expect(operation.operationId).toMatch(/^[a-z][A-Za-z]+$/);
  expect(operation.description).toMatch(/\.$/);
  for (const { name, schema, ...parameter } of operation.parameters ?? []) {
    expect(parameter.description ?? schema.description, name).toBeTruthy();
    expect(parameter.example ?? schema.example, name).toBeDefined();
  }
  for (const { content = {} } of [operation.requestBody ?? {}, ...Object.values(operation.responses)] as Operation['responses'][string][])
    for (const [type, { schema }] of Object.entries(content)) expect(schema, type).toBeDefined();
});

it('gives every operation an id of its own', () => {
  const ids = operations.map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

it('names no code under a status that is not its own', () => {
  for (const { operation } of operations) {
    for (const [status, { description }] of Object.entries(operation.responses)) {
      for (const [, code] of description.matchAll(/`([A-Z_]+)`:/g)) expect(ERRORS[code as keyof typeof ERRORS].status).toBe(Number(status));
    }
  }
});

it.each(['ImagePatch', 'AlbumPatch', 'SharePatch'])('%s says that an empty body changes nothing', (name) => {
  expect(document.components?.schemas?.[name]).toMatchObject({ minProperties: 1 });
});

it.each(['NewShare', 'PreviewRequest'])('%s says that it takes pictures or an album, not both', (name) => {
  expect(document.components?.schemas?.[name]).toMatchObject({ oneOf: [{ required: ['imageIds'] }, { required: ['album'] }] });
});
