import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const REQUEST_ID = /^[\w-]{8,64}$/;

/** The caller's own id where that is trusted, so that one id names a request in every service; else a new one. */
export function requestId(headers: IncomingHttpHeaders, trusted: boolean): string {
  const given = headers['x-request-id'];
  return trusted && typeof given === 'string' && REQUEST_ID.test(given) ? given : newRequestId();
}

export function newRequestId(): string {
  return randomBytes(9).toString('base64url');
}
