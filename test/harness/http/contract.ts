import { isDeepStrictEqual } from 'node:util';

import { expect } from 'vitest';
import type { z } from 'zod';

import { ERRORS, type ErrorCode } from '#libs/api/errors.js';
import { authPaths } from '#libs/api/openapi.auth.js';
import { iiifRedirect } from '#libs/api/openapi.iiif.js';
import { imagePaths } from '#libs/api/openapi.images.js';
import { sharePaths } from '#libs/api/openapi.shares.js';
import { ProblemJson } from '#libs/api/problem.js';

import { header, type Answer } from './answer.js';

interface Operation {
  responses: Record<string, { description: string; content?: Record<string, { schema?: unknown }> } | undefined>;
}

const paths = Object.entries({ ...authPaths, ...imagePaths, ...iiifRedirect, ...sharePaths });
// `/api/images/months` is no id.
paths.sort(([a], [b]) => Number(a.includes('{')) - Number(b.includes('{')));
const operations = paths.flatMap(([path, methods]) =>
  Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
    method: method.toUpperCase(),
    pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}/?$`),
    operation,
  })),
);

/** Codes that any address may answer with, before it is known what it is. */
const ANYWHERE: readonly ErrorCode[] = ['NOT_LOGGED_IN', 'NOT_FOUND', 'METHOD_NOT_ALLOWED', 'CROSS_SITE'];
/** What an answer must never give away: stacks, paths, vendors. */
const INSIDE =
  /\bat .*:\d+:\d+|node_modules|\/(?:tmp|home|root|var|usr|dist|libs|apps)\/|\bE[A-Z]{4,}\b|(?:sqlite|vips|sharp|undici|fastify|nestjs|zod)/;

/** Holds an answer of the API against the published document: its status, its type, every field of its body. */
export function checkContract(answer: Answer): void {
  const { method, path, status } = answer;
  const what = describe(answer);
  expect(header(answer, 'x-request-id'), what).toMatch(/^[\w-]{8,64}$/);
  if (!/^\/(?:api|get|iiif)\//.test(path)) return;
  expect(header(answer, 'x-content-type-options'), what).toBe('nosniff');
  const operation = find(method, path);
  if (status >= 400) return checkProblem(answer, operation, what);
  if (!operation) return expect.fail(`not documented: ${what}`);
  const documented = operation.responses[status];
  if (!documented) return expect.fail(`a status that is not documented: ${what}`);
  const type = header(answer, 'content-type').split(';')[0]!;
  if (!documented.content) return expect(answer.bytes.length, what).toBe(0);
  expect(Object.keys(documented.content), what).toContain(type);
  const schema = documented.content[type]?.schema;
  // The schemas of bytes and text are none of zod's, and say nothing.
  if (schema && method !== 'HEAD' && type.endsWith('json')) checkBody(schema as z.ZodType, answer.json(), what);
}

/** What an error must look like; returns its body. */
export function problemOf(answer: Answer): z.output<typeof ProblemJson> {
  const what = describe(answer);
  expect(header(answer, 'content-type'), what).toBe('application/problem+json; charset=utf-8');
  const problem = answer.json<z.output<typeof ProblemJson>>();
  checkBody(ProblemJson, problem, what);
  const { status, title } = ERRORS[problem.code];
  expect(problem, what).toMatchObject({ status: answer.status, title, requestId: header(answer, 'x-request-id') });
  expect(status, what).toBe(answer.status);
  expect(problem.detail, what).toMatch(/^\S.{10,}[.!?…]$/s);
  expect(problem.detail, what).not.toMatch(INSIDE);
  return problem;
}

/** For the message of a test that fails. */
function describe({ method, path, status, text }: Answer): string {
  return `${method} ${path.slice(0, 200)} -> ${status} ${text.slice(0, 500)}`;
}

/** The error that must have come; returns its body. */
export function checkCode(answer: Answer, code: ErrorCode): z.output<typeof ProblemJson> {
  const problem = problemOf(answer);
  expect(problem.code, describe(answer)).toBe(code);
  return problem;
}

/** The status that must have come; any below 400 when none is said. */
export function checkStatus(answer: Answer, status?: number): void {
  if (status === undefined) expect(answer.status, describe(answer)).toBeLessThan(400);
  else expect(answer.status, describe(answer)).toBe(status);
}

function checkProblem(answer: Answer, operation: Operation | undefined, what: string): void {
  // HEAD has no body to say it in.
  if (answer.method === 'HEAD') return;
  const { code } = problemOf(answer);
  if (operation && !ANYWHERE.includes(code)) {
    expect(operation.responses[answer.status]?.description ?? '', `not documented: ${what}`).toContain(`\`${code}\``);
  }
  if (answer.status === 429 || answer.status === 503) expect(Number(header(answer, 'retry-after')), what).toBeGreaterThan(0);
}

function find(method: string, path: string): Operation | undefined {
  const plain = path.split('?', 1)[0]!;
  const asked = method === 'HEAD' ? 'GET' : method;
  return operations.find((one) => one.method === asked && one.pattern.test(plain))?.operation;
}

/** Unknown fields fail as well: the schemas drop them, so that what is parsed is no longer what came. */
function checkBody(schema: z.ZodType, body: unknown, what: string): void {
  const result = schema.safeParse(body);
  expect(result.error?.issues, what).toBeUndefined();
  if (!isDeepStrictEqual(result.data, body)) expect(body, `fields that are not documented: ${what}`).toEqual(result.data);
}
