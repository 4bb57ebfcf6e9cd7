import type { IncomingHttpHeaders } from 'node:http';

import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Account, Exchanged, Scope, SessionStarted } from '#libs/api/account.js';
import { notLoggedIn } from '#libs/http/identity.js';

import { readCookie, setCookie } from '../security/cookies.js';
import { tokenOf } from '../security/credentials.js';
import { PublicUrl } from '../security/public-url.js';
import type { Service } from '../upstream/transport.js';
import { TokenExchangeCache } from './token-exchange-cache.js';

/** The authenticated sender of a request. */
export interface Caller {
  /** The session token or access token of the request. */
  token: string;
  user: Account;
  /** null for an access token. */
  sessionId: string | null;
  scopes: readonly Scope[];
}

/** What of a request says who makes it. */
export type RequestOfCaller = Pick<FastifyRequest, 'server' | 'headers' | 'protocol' | 'host'>;

const SESSION_COOKIE = 'shoebox_session';
const DEVICE_COOKIE = 'shoebox_device';
/** What can be a value of the device cookie; auth is not asked about others. */
const DEVICE_VALUE = /^[\w.~-]{1,1000}$/;

/** Seconds: the longest time for which browsers keep a cookie. Auth decides when a session ends. */
const COOKIE_MAX_AGE = 400 * 24 * 3600;

/** Milliseconds: the oldest answer of auth by which an open event stream goes on. */
const STREAM_MAX_AGE = 900;

/** Finds the caller of a request, by what auth says about its credentials, and sets and clears the session cookie. */
@Injectable()
export class Sessions {
  constructor(
    private readonly exchanges: TokenExchangeCache,
    private readonly publicUrl: PublicUrl,
  ) {}

  /** The caller by bearer token or cookie; null without a valid token. @throws Problem UNAVAILABLE when auth does not answer */
  async caller(request: RequestOfCaller & Pick<FastifyRequest, 'id'>): Promise<Caller | null> {
    const token = tokenOf(request, this.cookieName(request, SESSION_COOKIE));
    if (!token) return null;
    // The exchange is for media, because most requests are forwarded there and need the same inner token.
    const exchanged = await this.exchanges.exchange({ token, audience: 'media' }, request.id);
    return exchanged && callerOf(token, exchanged);
  }

  /** The caller, if auth was asked so lately that `caller` would not ask it again; else null. */
  knownCaller(request: RequestOfCaller): Caller | null {
    const token = tokenOf(request, this.cookieName(request, SESSION_COOKIE));
    const exchanged = token ? this.exchanges.known({ token, audience: 'media' }) : null;
    return exchanged && callerOf(token!, exchanged);
  }

  /** Like `caller`, and null as well when auth does not answer: for public pages, where the caller only changes the menu. */
  async callerIfKnown(request: FastifyRequest): Promise<Caller | null> {
    return this.caller(request).catch(() => null);
  }

  /** Like `caller`. @throws Problem NOT_LOGGED_IN instead of null */
  async require(request: FastifyRequest): Promise<Caller> {
    const caller = await this.caller(request);
    if (!caller) throw notLoggedIn();
    return caller;
  }

  /** What auth says of the caller for calls to a service in the caller's name. @throws Problem NOT_LOGGED_IN, UNAVAILABLE */
  async callerFor(service: Service, { token }: Caller, requestId: string): Promise<Exchanged> {
    const exchanged = await this.exchanges.exchange({ token, audience: service }, requestId);
    if (!exchanged) throw notLoggedIn();
    return exchanged;
  }

  /** Whether auth accepted the caller's token less than a second ago. @throws Problem UNAVAILABLE when auth does not answer */
  async isValid({ token }: Caller, requestId: string): Promise<boolean> {
    return (await this.exchanges.exchange({ token, audience: 'media' }, requestId, STREAM_MAX_AGE)) !== null;
  }

  /** Sets the cookie of a new session, which replaces any that the browser had, and the device cookie, which outlives it. */
  start(request: FastifyRequest, reply: FastifyReply, { sessionToken, deviceCookie }: SessionStarted): void {
    this.setSessionCookie(request, reply, sessionToken, COOKIE_MAX_AGE);
    if (deviceCookie !== undefined) this.set(request, reply, DEVICE_COOKIE, deviceCookie, COOKIE_MAX_AGE);
  }

  /** The headers by which auth learns the device cookie of the request. */
  deviceHeaders(request: FastifyRequest): Record<string, string> {
    const value = readCookie(request, this.cookieName(request, DEVICE_COOKIE));
    return value && DEVICE_VALUE.test(value) ? { 'x-device-cookie': value } : {};
  }

  /** Sets the device cookie that auth gave with an answer, if it gave one. */
  keepDevice(request: FastifyRequest, reply: FastifyReply, headers: IncomingHttpHeaders): void {
    const value = headers['x-device-cookie'];
    if (typeof value === 'string') this.set(request, reply, DEVICE_COOKIE, value, COOKIE_MAX_AGE);
  }

  /** Clears the cookie, the browser's cache and the token-exchange cache. The caller of this method ends the session at auth. */
  end(request: FastifyRequest, reply: FastifyReply): void {
    this.exchanges.clear();
    this.setSessionCookie(request, reply, '', 0);
    void reply.header('clear-site-data', '"cache"');
  }

  /**
   * Every call in the name of a caller is reported here after its answer arrived and before the client gets it. A change at auth (log-out,
   * session, access token, password) may have revoked any token, so it clears the token-exchange cache.
   */
  noteCall(service: Service, method: string): void {
    if (service === 'auth' && method !== 'GET' && method !== 'HEAD') this.exchanges.clear();
  }

  /** Calls `listener` whenever a token may have been revoked through this gateway. */
  onRevoke(listener: () => void): void {
    this.exchanges.onClear(listener);
  }

  private setSessionCookie(request: FastifyRequest, reply: FastifyReply, value: string, maxAge: number): void {
    this.set(request, reply, SESSION_COOKIE, value, maxAge);
  }

  private set(request: FastifyRequest, reply: FastifyReply, cookie: string, value: string, maxAge: number): void {
    const secure = this.publicUrl.cameByHttps(request);
    setCookie(reply, { name: this.cookieName(request, cookie), value, path: '/', maxAge, secure });
  }

  /** Browsers accept a `__Host-` cookie only over https and from this host, so no other host can set it (RFC 6265bis, section 4.1.3). */
  private cookieName(request: RequestOfCaller, cookie: string): string {
    return this.publicUrl.cameByHttps(request) ? `__Host-${cookie}` : cookie;
  }
}

function callerOf(token: string, { user, sessionId, scopes }: Exchanged): Caller {
  return { token, user, sessionId, scopes };
}
