import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { answerProblem, logProblem, toProblem } from '#libs/http/problem.filter.js';

import { errorPage } from './pages/error-page.js';
import type { Visited } from './pages/own-page.js';
import { themeOf } from './pages/theme.js';
import { safeNext } from './security/safe-next.js';
import { Sessions, type Caller } from './sessions/sessions.js';

const FOR_PROGRAMS = /^\/(?:api|get|health|openapi\.json)(?:[/?]|$)/;

/** Answers every error: as problem+json where programs call, as a page where people look. */
@Catch()
export class PageErrorsFilter implements ExceptionFilter {
  constructor(private readonly sessions: Sessions) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<Visited>();
    answerError(error, request, http.getResponse<FastifyReply>(), await this.caller(error, request));
  }

  /** Whose menu the page shows. While a part of the drive is away nobody is kept waiting for that. */
  private async caller(error: unknown, request: Visited): Promise<Caller | null> {
    if (request.caller) return request.caller;
    return FOR_PROGRAMS.test(request.url) || toProblem(error).status >= 500 ? null : this.sessions.callerIfKnown(request);
  }
}

/** A person who is not logged in is shown the way to log in and back. `caller`: who is known to ask. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply, caller: Caller | null = null): void {
  if (FOR_PROGRAMS.test(request.url)) return answerProblem(error, request, reply);
  const problem = toProblem(error);
  logProblem(request, problem);
  if (reply.sent || reply.raw.destroyed) return;
  void reply.headers({ 'cache-control': 'no-store', ...problem.headers });
  if (problem.code === 'NOT_LOGGED_IN') return void reply.redirect(`/login${comeBack(request)}`, 303);
  void reply
    .status(problem.status)
    .type('text/html; charset=utf-8')
    .send(errorPage(problem, request.id, { user: caller?.user, theme: themeOf(request.headers) }));
}

/** Only what was looked at can be looked at again; a form that was sent is lost. */
function comeBack({ method, url }: FastifyRequest): string {
  return method === 'GET' && url !== '/' ? `?next=${encodeURIComponent(safeNext(url))}` : '';
}
