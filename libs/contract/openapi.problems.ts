import type { ZodOpenApiResponsesObject } from 'zod-openapi';

import { ERRORS, type ErrorCode } from './errors.js';
import { ProblemJson } from './problem.js';

/** What any call may come to, besides what is its own. */
const ALWAYS: ErrorCode[] = ['BAD_REQUEST', 'INTERNAL', 'UNAVAILABLE', 'TIMEOUT'];

const RETRY_AFTER = { 'retry-after': { description: 'Seconds after which to try again.', schema: { type: 'integer' } } } as const;

/** The answers of an operation that ends in one of these codes, by status. */
export function problems(...codes: ErrorCode[]): ZodOpenApiResponsesObject {
  const byStatus = Map.groupBy([...new Set([...codes, ...ALWAYS])], (code) => ERRORS[code].status);
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

/** The same for an operation that changes something: a browser may be made to send it, and there may be no room for it. */
export function changeProblems(...codes: ErrorCode[]): ZodOpenApiResponsesObject {
  return problems('CROSS_SITE', 'STORAGE_FULL', ...codes);
}

/** An answer without a body. */
export const NOTHING = { description: 'Done.' };
