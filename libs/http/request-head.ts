import type { IncomingMessage } from 'node:http';

import { Problem } from '#libs/api/errors.js';

import { hasBody } from './body.js';

/** `http://HOST/PATH?QUERY`; user names before the host are not taken (RFC 9110, section 4.2.4). */
const ABSOLUTE_FORM = /^https?:\/\/([^/?#@\s]+)((?:[/?].*)?)$/i;

/**
 * Returns the request target in origin form. A target in absolute form, as clients send it to proxies, is accepted, and its host replaces
 * the Host header (RFC 9112, section 3.2.2). Any other target is returned as it is, for `checkHead` to refuse.
 */
export function originForm(request: Pick<IncomingMessage, 'url' | 'headers' | 'httpVersion'>): string {
  const url = request.url ?? '';
  // Nearly all targets are in origin form.
  if (url.startsWith('/')) return url;
  const [, host, path = ''] = ABSOLUTE_FORM.exec(url) ?? [];
  if (host === undefined) return url;
  // A missing Host header stays missing, so that it is refused below.
  if (request.headers.host !== undefined || request.httpVersion === '1.0') request.headers.host = host;
  return path.startsWith('/') ? path : `/${path}`;
}

/** Refuses a request that can't be understood whatever its address is. @throws Problem BAD_REQUEST, UNSUPPORTED_ENCODING */
export function checkHead(request: IncomingMessage): void {
  const { headers, rawHeaders, httpVersion, method = '', url = '' } = request;
  // `*` is the target of an OPTIONS for the whole server.
  if (!url.startsWith('/') && url !== '*') throw new Problem('BAD_REQUEST', 'The request target is not an address.');
  // RFC 9112, section 3.2. Node would refuse these as well, with an empty response, or take the first of several.
  if (!headers.host && httpVersion !== '1.0') throw new Problem('BAD_REQUEST', 'The Host header is missing.');
  if (hostHeaders(rawHeaders) > 1) {
    throw new Problem('BAD_REQUEST', 'Send one Host header.');
  }
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding === '' || encoding === 'identity' || !hasBody(method, headers)) return;
  // RFC 9110, section 15.5.16.
  throw new Problem('UNSUPPORTED_ENCODING', 'Send the body as it is, without Content-Encoding.', {
    headers: { 'accept-encoding': 'identity' },
  });
}

/** @param rawHeaders names and values in turn */
function hostHeaders(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!;
    if (name.length === 4 && name.toLowerCase() === 'host') count++;
  }
  return count;
}
