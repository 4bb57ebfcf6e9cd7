import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { answerProblem, logProblem, toProblem } from '#libs/http/problem.filter.js';

import { errorPage } from './pages/error-page.js';
import { safeNext } from './sessions/safe-next.js';

const FOR_PROGRAMS = /^\/(?:api|get|health|openapi\.json)(?:[/?]|$)/;

/** Answers every error: as problem+json where programs call, as a page where people look. */
@Catch()
export class PageErrorsFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    answerError(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

/** A person who is not logged in is shown the way to log in and back. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  if (FOR_PROGRAMS.test(request.url)) return answerProblem(error, request, reply);
  const problem = toProblem(error);
  logProblem(request, problem);
  if (reply.sent || reply.raw.destroyed) return;
  void reply.headers({ 'cache-control': 'no-store', ...problem.headers });
  if (problem.code === 'NOT_LOGGED_IN') return void reply.redirect(`/login${comeBack(request)}`, 303);
  void reply.status(problem.status).type('text/html; charset=utf-8').send(errorPage(problem, request.id));
}

/** Only what was looked at can be looked at again; a form that was sent is lost. */
function comeBack({ method, url }: FastifyRequest): string {
  return method === 'GET' && url !== '/' ? `?next=${encodeURIComponent(safeNext(url))}` : '';
}
