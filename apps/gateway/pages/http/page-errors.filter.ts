import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { answerProblem, logProblem, toProblem } from '#libs/http/problem.filter.js';

import { safeNext } from '../../security/safe-next.js';
import { Sessions, type Caller } from '../../sessions/sessions.js';
import { errorPage } from '../components/error-page.js';
import { themeOf } from '../components/theme.js';
import type { OwnerRequest } from './owner.guard.js';
import { render, type Page } from './page.js';

const FOR_PROGRAMS = /^\/(?:api|get|i|iiif|health|openapi\.json)(?:[/?]|$)/;

/** Answers every error: with problem+json on API paths, with a page elsewhere. */
@Catch()
export class PageErrorsFilter implements ExceptionFilter {
  constructor(private readonly sessions: Sessions) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<OwnerRequest>();
    const reply = http.getResponse<FastifyReply>();
    const page = this.pageFor(error, request);
    if (page) await reply.send(render(reply, page));
    else answerError(error, request, reply, await this.caller(error, request));
  }

  /** A page of its own for an expected error; null: the usual answer. For subclasses. */
  protected pageFor(_error: unknown, _request: FastifyRequest): Page | null {
    return null;
  }

  /** Whose menu the page shows. While a service is away the answer does not wait for it. */
  private async caller(error: unknown, request: OwnerRequest): Promise<Caller | null> {
    if (request.caller) return request.caller;
    return FOR_PROGRAMS.test(request.url) || toProblem(error).status >= 500 ? null : this.sessions.callerIfKnown(request);
  }
}

/** Redirects a person without a session to the log-in. @param caller whose menu the page shows */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply, caller: Caller | null = null): void {
  if (FOR_PROGRAMS.test(request.url)) return answerProblem(error, request, reply);
  const problem = toProblem(error);
  logProblem(request, problem);
  if (reply.sent || reply.raw.destroyed) return;
  void reply.headers({ 'cache-control': 'no-store', ...problem.headers });
  if (problem.code === 'NOT_LOGGED_IN') return void reply.redirect(`/login${nextOf(request)}`, 303);
  void reply
    .status(problem.status)
    .type('text/html; charset=utf-8')
    .send(errorPage(problem, request.id, { user: caller?.user, theme: themeOf(request) }));
}

/** The page to return to after the log-in. A form that was sent can't be sent again. */
function nextOf({ method, url }: FastifyRequest): string {
  return method === 'GET' && url !== '/' ? `?next=${encodeURIComponent(safeNext(url))}` : '';
}
