import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { ERRORS, Problem, problemBody, type ErrorCode } from '#libs/api/errors.js';

import { codeOf } from './error-code.js';

/** Seconds after which a client may try again while a database, a store or a service is unavailable. */
const RETRY_AFTER = 5;

/** Translates an error of the ports, Node or the framework to a Problem. */
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
        'The disk is full; nothing was changed. Delete pictures for good, or ask the owner of the drive to free space.',
        options,
      );
    case 'STORE_UNAVAILABLE':
    case 'REPOSITORY_UNAVAILABLE':
    // A disk that fails, is read-only or was removed, in a folder outside the ports.
    case 'EIO':
    case 'EROFS':
    case 'ENOENT':
    case 'ENODEV':
    case 'ENXIO':
    case 'ESTALE':
    case 'EACCES':
    case 'EMFILE':
      return new Problem('UNAVAILABLE', 'A part of the drive is not available right now. Try again in a moment.', {
        ...options,
        retryAfter: RETRY_AFTER,
      });
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Problem('TOO_LARGE', 'The body is too large.', options);
    // An address that cannot be decoded, or is too long, is like the id of no picture.
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new Problem('NOT_FOUND', 'There is nothing at this address.', options);
  }
  const status = statusOf(error);
  if (status === 404) return new Problem('NOT_FOUND', 'There is nothing at this address.', options);
  if (status && status < 500) return new Problem(byStatus(status), 'The request could not be read.', options);
  return new Problem('INTERNAL', 'The error was logged. Try again, and tell the owner of the drive if it happens again.', options);
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

function byStatus(status: number): ErrorCode {
  const codes = Object.keys(ERRORS) as ErrorCode[];
  return status === 400 ? 'BAD_REQUEST' : (codes.find((code) => ERRORS[code].status === status) ?? 'BAD_REQUEST');
}

/** Answers every error as problem+json, and logs server errors. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    answerProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

/** Answers an error as problem+json, unless a response was sent or the client has disconnected. */
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

/** Logs an error with its cause; a client's error and a disconnected client are not errors of ours. */
export function logProblem(request: FastifyRequest, problem: Problem): void {
  if (codeOf(problem.cause) === 'CLIENT_GONE') request.log.info('the client disconnected before its request was complete');
  else if (problem.status >= 500 && problem.code !== 'INTERNAL' && problem.cause === undefined)
    request.log.warn({ code: problem.code }, problem.detail);
  else if (problem.status >= 500) request.log.error({ err: problem.cause ?? problem, code: problem.code }, problem.detail);
  else request.log.debug({ code: problem.code }, problem.detail);
}
