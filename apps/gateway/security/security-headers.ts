import type { FastifyReply, FastifyRequest } from 'fastify';

import type { PublicUrl } from './public-url.js';

/** No inline script or style, nothing from other sites. Images may also be `data:` (placeholders) and `blob:` (previews of chosen files). */
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

/** Only over https: on plain http in a home network these would lock people out. */
const OVER_HTTPS = {
  'strict-transport-security': 'max-age=31536000',
  'cross-origin-opener-policy': 'same-origin',
};

const NO_STORE = { 'cache-control': 'no-store' };
const SECURE = { ...ALWAYS, ...OVER_HTTPS };
const NOT_KEPT = { ...ALWAYS, ...NO_STORE };
const SECURE_NOT_KEPT = { ...SECURE, ...NO_STORE };

/** The default headers of the answer to this address. */
export function securityHeaders(url: string, isHttps: boolean): Readonly<Record<string, string>> {
  const isKept = !/^\/(?:api|get|i|iiif|health)\b/.test(url);
  if (isKept) return isHttps ? SECURE : ALWAYS;
  return isHttps ? SECURE_NOT_KEPT : NOT_KEPT;
}

/** Sets the default headers of every answer. A header of the same name that media sends replaces the default. */
export function setSecurityHeaders(request: FastifyRequest, reply: FastifyReply, publicUrl: PublicUrl): void {
  void reply.headers(securityHeaders(request.url, publicUrl.cameByHttps(request)));
}
