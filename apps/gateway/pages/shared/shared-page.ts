import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';

import { sendPage } from '../http/page.js';

/** As on any page of the drive, but it asks nothing of the drive by script. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Answers with a page that everybody may see who has the link. Its address goes to no other site (the referrer stays at the drive, which
 * needs it for its form), and into no search engine.
 */
export async function sendSharedPage(reply: FastifyReply, page: VNode, status = 200): Promise<void> {
  void reply.headers({ 'content-security-policy': POLICY, 'referrer-policy': 'same-origin', 'x-robots-tag': 'noindex, nofollow' });
  await sendPage(reply, page, status);
}
