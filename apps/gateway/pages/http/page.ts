import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { map, type Observable } from 'rxjs';

import { setCookie, type NewCookie } from '../../security/cookies.js';
import { renderPage } from '../components/layout.js';
import { themeOf } from '../components/theme.js';

interface PageOptions {
  /** 200 when it is missing. */
  status?: number | undefined;
  headers?: Record<string, string> | undefined;
}

/** A page as the result of a handler. */
export class Page {
  constructor(
    readonly view: VNode,
    readonly options: PageOptions = {},
  ) {}
}

/** A redirect (303) as the result of a handler: the browser opens `path` with GET, whatever the method was (RFC 9110 section 15.4.4). */
export class SeeOther {
  constructor(
    readonly path: string,
    readonly cookie?: NewCookie,
  ) {}
}

/** Renders the Page or SeeOther that a handler returns. Other results are left alone. */
@Injectable()
export class PageInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next
      .handle()
      .pipe(map((result: unknown) => (result instanceof Page || result instanceof SeeOther ? render(reply, result) : result)));
  }
}

/**
 * Sets status and headers of the answer and returns its body, as bytes: a text would be gone through twice, for its length and to be sent.
 * Pages contain private data, so no cache may store them.
 */
export function render(reply: FastifyReply, result: Page | SeeOther): Buffer | undefined {
  void reply.header('cache-control', 'no-store');
  if (result instanceof SeeOther) {
    if (result.cookie) setCookie(reply, result.cookie);
    void reply.status(303).header('location', result.path);
    return undefined;
  }
  const { status = 200, headers = {} } = result.options;
  void reply.status(status).headers(headers).type('text/html; charset=utf-8');
  return Buffer.from(renderPage(result.view, themeOf(reply.request)));
}
