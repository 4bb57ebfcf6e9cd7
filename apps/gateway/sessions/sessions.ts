import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Account, LoggedIn, Scope } from '#libs/contract/account.js';
import { notLoggedIn } from '#libs/http/identity.js';

import type { Service } from '../upstream/upstream.js';
import { cameByHttps } from '../security/public-url.js';
import { TokenExchangeCache } from './token-exchange-cache.js';
import { sentToken } from '../security/credentials.js';

/** Who asks, as auth says. */
export interface Caller {
  /** The opaque token that was sent. */
  token: string;
  user: Account;
  /** null for a named token. */
  sessionId: string | null;
  scopes: readonly Scope[];
}

/** Seconds, the most that browsers keep a cookie. Auth decides when a session ends. */
const COOKIE_AGE = 400 * 24 * 3600;

/** Milliseconds that an answer of auth is good enough for what goes on for long. */
const FRESH = 900;

/** The session of a request: a token of the outside, and what auth says about it. */
export class Sessions {
  constructor(
    private readonly exchanges: TokenExchangeCache,
    private readonly publicUrl: string | undefined,
  ) {}

  /** Who sent the request, by bearer or cookie; null when there is no valid token. @throws Problem UNAVAILABLE when auth is away */
  async caller(request: FastifyRequest): Promise<Caller | null> {
    const token = sentToken(request.headers, this.cookieName(request));
    if (!token) return null;
    // For media, since most requests go on there.
    const known = await this.exchanges.swap({ token, audience: 'media' }, request.id);
    return known && { token, user: known.user, sessionId: known.sessionId, scopes: known.scopes };
  }

  /** The same for what everybody may see, where it only decides about the menu: null too when auth is away. */
  async callerIfKnown(request: FastifyRequest): Promise<Caller | null> {
    try {
      return await this.caller(request);
    } catch {
      return null;
    }
  }

  /** The same. @throws Problem NOT_LOGGED_IN in the place of null */
  async require(request: FastifyRequest): Promise<Caller> {
    const caller = await this.caller(request);
    if (!caller) throw notLoggedIn();
    return caller;
  }

  /** The JWT that stands for the token inside. @throws Problem NOT_LOGGED_IN, UNAVAILABLE */
  async innerToken(token: string, audience: Service, requestId: string): Promise<string> {
    const known = await this.exchanges.swap({ token, audience }, requestId);
    if (!known) throw notLoggedIn();
    return known.jwt;
  }

  /** Whether the token is still good, as auth said a second ago at most. @throws Problem UNAVAILABLE when auth is away */
  async holds({ token }: Caller, requestId: string): Promise<boolean> {
    return (await this.exchanges.swap({ token, audience: 'media' }, requestId, FRESH)) !== null;
  }

  /** `listener` is called whenever any token may have been revoked here. */
  onForget(listener: () => void): void {
    this.exchanges.onForget(listener);
  }

  /** Sets the cookie of a new session, in the place of any that was there. */
  start(request: FastifyRequest, reply: FastifyReply, loggedIn: LoggedIn): void {
    this.setCookie(request, reply, loggedIn.sessionToken, COOKIE_AGE);
  }

  /** Ends the session on this side: clears the cookie and the browser's cache, forgets the token. Auth is told by its own log-out. */
  end(request: FastifyRequest, reply: FastifyReply): void {
    this.exchanges.forget();
    this.setCookie(request, reply, '', 0);
    void reply.header('clear-site-data', '"cache"');
  }

  /**
   * To be told of every call on behalf of a caller once it was answered, before the caller knows: a change at auth may have revoked any
   * token (log-out, session, token, password), so nothing that auth said before counts any more.
   */
  noteCall(service: Service, method: string): void {
    if (service === 'auth' && method !== 'GET' && method !== 'HEAD') this.exchanges.forget();
  }

  private setCookie(request: FastifyRequest, reply: FastifyReply, value: string, maxAge: number): void {
    const secure = cameByHttps(request, this.publicUrl) ? '; Secure' : '';
    const cookie = `${this.cookieName(request)}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${secure}`;
    void reply.header('set-cookie', cookie);
  }

  /** Browsers take a `__Host-` cookie from this very host by https only, so nobody beside it can set one (RFC 6265bis, section 4.1.3). */
  private cookieName(request: FastifyRequest): string {
    return cameByHttps(request, this.publicUrl) ? '__Host-shoebox_session' : 'shoebox_session';
  }
}
