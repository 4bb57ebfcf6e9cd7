import type { IncomingHttpHeaders } from 'node:http';

/** Tokens are short; anything longer is none and need not trouble auth. */
const MAX_TOKEN = 200;

/** The token of an `Authorization: Bearer` header (RFC 6750); null when there is no such header, empty when it names none. */
export function bearer(headers: IncomingHttpHeaders): string | null {
  const match = /^Bearer(?: +(\S*))?\s*$/i.exec(headers.authorization ?? '');
  return match && (match[1] ?? '');
}

/** The value of a cookie; of several with one name the first, which is the one with the longest path (RFC 6265, section 5.4). */
export function cookie(headers: IncomingHttpHeaders, name: string): string | null {
  const pairs = headers.cookie?.split(';').map((pair) => pair.trim()) ?? [];
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
}

/** The token to ask auth about. When both are there the bearer counts, also when it is wrong: whoever sends one means it. */
export function sentToken(headers: IncomingHttpHeaders, cookieName: string): string | null {
  const token = bearer(headers) ?? cookie(headers, cookieName);
  return token && token.length <= MAX_TOKEN ? token : null;
}
