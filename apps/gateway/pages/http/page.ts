import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';

import { renderPage } from '../components/layout.js';
import { themeOf } from '../components/theme.js';

/** Answers with a page. Pages hold what only their reader may see, so nothing keeps them. */
export async function sendPage(reply: FastifyReply, page: VNode, status = 200): Promise<void> {
  await reply
    .status(status)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(renderPage(page, themeOf(reply.request.headers)));
}

/** 303: look at this page next, with GET, whatever the method was (RFC 9110 section 15.4.4). */
export async function seeOther(reply: FastifyReply, path: string): Promise<void> {
  await reply.header('cache-control', 'no-store').redirect(path, 303);
}
