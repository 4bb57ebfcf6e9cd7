import type { FastifyReply, FastifyRequest } from 'fastify';

import { cameByHttps } from './public-url.js';

/** No inline script or style anywhere, nothing from elsewhere. Pictures may also be data of the page and previews of chosen files. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const ALWAYS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

/** What would lock people out of a drive on plain http in a home network is said by https only. */
const BY_HTTPS = {
  'strict-transport-security': 'max-age=31536000',
  'cross-origin-opener-policy': 'same-origin',
};

/** Sets the headers that every answer begins with; what media says of the bytes it sends goes before them. */
export function setSecurityHeaders(request: FastifyRequest, reply: FastifyReply, publicUrl: string | undefined): void {
  void reply.headers(ALWAYS);
  if (cameByHttps(request, publicUrl)) void reply.headers(BY_HTTPS);
  if (/^\/(?:api|get|health)\b/.test(request.url)) void reply.header('cache-control', 'no-store');
}
