import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A cookie for the browser. All cookies of the drive are HttpOnly and SameSite=Lax. */
export interface NewCookie {
  name: string;
  value: string;
  path: string;
  /** Seconds; 0 deletes the cookie. */
  maxAge: number;
  secure?: boolean;
}

/** The value of a cookie. Of several with one name the first counts: it has the longest path (RFC 6265, section 5.4). */
export function readCookie({ server, headers }: Pick<FastifyRequest, 'server' | 'headers'>, name: string): string | undefined {
  return headers.cookie === undefined ? undefined : server.parseCookie(headers.cookie)[name];
}

export function setCookie(reply: FastifyReply, { name, value, path, maxAge, secure = false }: NewCookie): void {
  const options: CookieSerializeOptions = { path, maxAge, secure, httpOnly: true, sameSite: 'lax' };
  void reply.setCookie(name, value, options);
}
