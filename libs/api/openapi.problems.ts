import type { ZodOpenApiResponsesObject } from 'zod-openapi';

import { ERRORS, type ErrorCode } from './errors.js';
import { ProblemJson } from './problem.js';

/** The errors that every operation may have. */
const ALWAYS: ErrorCode[] = ['BAD_REQUEST', 'MISDIRECTED', 'INTERNAL', 'UNAVAILABLE', 'TIMEOUT'];

const RETRY_AFTER = { 'retry-after': { description: 'Seconds to wait before the next attempt.', schema: { type: 'integer' } } } as const;

/** The responses for these codes, by status. */
export function problems(...codes: ErrorCode[]): ZodOpenApiResponsesObject {
  // What has a body with a type may have it encoded.
  const ofBody: ErrorCode[] = codes.includes('UNSUPPORTED_TYPE') ? ['UNSUPPORTED_ENCODING'] : [];
  const byStatus = Map.groupBy([...new Set([...codes, ...ofBody, ...ALWAYS])], (code) => ERRORS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, same]) => [
      String(status),
      {
        description: same.map((code) => `\`${code}\`: ${ERRORS[code].title}.`).join(' '),
        ...((status === 429 || status === 503 || same.includes('NOT_READY')) && { headers: RETRY_AFTER }),
        content: { 'application/problem+json': { schema: ProblemJson } },
      },
    ]),
  );
}

/** The errors of whatever makes a picture by its address. */
export const TRANSFORM_PROBLEMS: ErrorCode[] = [
  'BAD_TRANSFORM',
  'SCOPE_MISSING',
  'NOT_FOUND',
  'NOT_READY',
  'RANGE_NOT_SATISFIABLE',
  'BROKEN_IMAGE',
  'CORRUPT',
  'STORAGE_FULL',
  'RATE_LIMITED',
];

/** The same for an operation that changes something: it may be cross-site, or the disk may be full. */
export function changeProblems(...codes: ErrorCode[]): ZodOpenApiResponsesObject {
  return problems('CROSS_SITE', 'STORAGE_FULL', ...codes);
}

/** A response without a body. */
export const NOTHING = { description: 'Done.' };
