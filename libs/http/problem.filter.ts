import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { ERRORS, Problem, problemBody, type ErrorCode } from '#libs/contract/errors.js';

import { codeOf } from './error-code.js';

/** Seconds after which a client may try again when a store or a service is away. */
const RETRY_AFTER = 5;

/** What the ports and the framework throw, as a Problem of the catalogue. The one translator. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const options = { cause: error };
  switch (codeOf(error)) {
    case 'STORE_FULL':
    case 'REPOSITORY_FULL':
    case 'ENOSPC':
    case 'EDQUOT':
      return new Problem(
        'STORAGE_FULL',
        'There is no room left for this; nothing was changed. Delete pictures for good, or ask the owner of the drive to make room.',
        options,
      );
    case 'STORE_UNAVAILABLE':
    case 'REPOSITORY_UNAVAILABLE':
    // A disk that fails, became read-only or was pulled, under a folder that is none of the ports'.
    case 'EIO':
    case 'EROFS':
    case 'ENOENT':
    case 'ENODEV':
    case 'ENXIO':
    case 'ESTALE':
    case 'EACCES':
    case 'EMFILE':
      return new Problem('UNAVAILABLE', 'A part of the drive does not answer right now. Try again in a moment.', {
        ...options,
        retryAfter: RETRY_AFTER,
      });
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Problem('TOO_LARGE', 'The body is too large.', options);
    // An address that can't be decoded, or an endless one, is a nonsense id like any other.
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new Problem('NOT_FOUND', 'There is nothing at this address.', options);
  }
  const status = statusOf(error);
  if (status === 404) return new Problem('NOT_FOUND', 'There is nothing at this address.', options);
  if (status && status < 500) return new Problem(byStatus(status), 'The request could not be read.', options);
  return new Problem('INTERNAL', 'This is our fault, and it is in the log. Try again; tell the owner of the drive if it stays.', options);
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

function byStatus(status: number): ErrorCode {
  const codes = Object.keys(ERRORS) as ErrorCode[];
  return status === 400 ? 'BAD_REQUEST' : (codes.find((code) => ERRORS[code].status === status) ?? 'BAD_REQUEST');
}

/** Answers every error as problem+json, and logs those that are ours. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    answerProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

/** Answers one error as problem+json, unless an answer went out already or nobody is left to read it. */
export function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const problem = toProblem(error);
  logProblem(request, problem);
  if (reply.sent || reply.raw.destroyed) return;
  void reply
    .status(problem.status)
    .headers({ 'cache-control': 'no-store', ...problem.headers })
    .type('application/problem+json')
    .send(problemBody(problem, request.id));
}

/** A client that left, or whose request was wrong, is no news; what is ours is an error with its cause. */
export function logProblem(request: FastifyRequest, problem: Problem): void {
  if (codeOf(problem.cause) === 'CLIENT_GONE') request.log.info('the client left before its request was whole');
  else if (problem.status >= 500 && problem.code !== 'INTERNAL' && problem.cause === undefined)
    request.log.warn({ code: problem.code }, problem.detail);
  else if (problem.status >= 500) request.log.error({ err: problem.cause ?? problem, code: problem.code }, problem.detail);
  else request.log.debug({ code: problem.code }, problem.detail);
}
