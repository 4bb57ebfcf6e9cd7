import { Controller, HttpCode, Inject, Post } from '@nestjs/common';

import { tokenHash, tokenKind } from '#libs/accounts/opaque-token.js';
import { Account, Exchange as ExchangeBody, SCOPES, type Exchanged } from '#libs/contract/account.js';
import { Problem } from '#libs/contract/errors.js';
import { Public } from '#libs/http/identity.js';
import { JsonBody } from '#libs/http/json-body.js';
import type { Logger } from '#libs/http/log.js';
import { AccessTokenRepository } from '#libs/ports/access-token-repository.js';
import { SessionRepository } from '#libs/ports/session-repository.js';
import { UserRepository } from '#libs/ports/user-repository.js';

import { CONFIG, LOGGER, type AuthConfig } from '../auth-resources.js';
import { sessionEnd } from './session-end.js';
import { SigningKeys } from './signing-keys.js';

/** Milliseconds between two notes of use: a page with hundreds of thumbnails is one use, and a write is a commit to disk. */
const TOUCH_EVERY = 5 * 60 * 1000;

type Found = Pick<Exchanged, 'sessionId' | 'tokenId' | 'scopes'> & { userId: string };

/** Swaps an opaque token from outside for a short JWT inside (the phantom-token pattern). Only the gateway reaches it. */
@Controller('exchange')
export class Exchange {
  constructor(
    private readonly users: UserRepository,
    private readonly sessions: SessionRepository,
    private readonly accessTokens: AccessTokenRepository,
    private readonly keys: SigningKeys,
    @Inject(CONFIG) private readonly config: AuthConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Public()
  @Post()
  @HttpCode(200)
  async exchange(@JsonBody(ExchangeBody) { token, audience }: ExchangeBody): Promise<Exchanged> {
    const kind = tokenKind(token);
    const found = kind === 'session' ? await this.bySession(token) : kind === 'token' ? await this.byToken(token) : null;
    const user = found && (await this.users.find(found.userId));
    if (!user) throw new Problem('NOT_LOGGED_IN', 'The session has ended, or the token was revoked. Log in again.');
    const { sessionId, tokenId, scopes } = found;
    const claims = { sub: user.id, name: user.name, scope: scopes.join(' '), ...(sessionId && { sid: sessionId }) };
    return { jwt: await this.keys.sign(claims, audience), user: Account.parse(user), sessionId, tokenId, scopes };
  }

  private async bySession(token: string): Promise<Found | null> {
    const session = await this.sessions.find(tokenHash(token));
    if (!session) return null;
    const { id, userId } = session;
    const now = new Date();
    if (session.expiresAt <= now) {
      await this.tryWrite(this.sessions.remove(userId, id));
      return null;
    }
    if (isStale(session.lastUsedAt, now)) {
      const there = await this.tryWrite(this.sessions.touch(id, now, sessionEnd(now, this.config.sessionDays)));
      if (there === false) return null;
    }
    return { userId, sessionId: id, tokenId: null, scopes: [...SCOPES] };
  }

  private async byToken(token: string): Promise<Found | null> {
    const found = await this.accessTokens.find(tokenHash(token));
    if (!found) return null;
    const { id, userId, scopes, expiresAt, lastUsedAt } = found;
    const now = new Date();
    if (expiresAt && expiresAt <= now) {
      await this.tryWrite(this.accessTokens.remove(userId, id));
      return null;
    }
    if (!lastUsedAt || isStale(lastUsedAt, now)) await this.tryWrite(this.accessTokens.touch(id, now));
    return { userId, sessionId: null, tokenId: id, scopes };
  }

  /** A note of use is no reason to lock people out of a drive whose disk is full: they came to make room. */
  private async tryWrite<T>(write: Promise<T>): Promise<T | undefined> {
    try {
      return await write;
    } catch (error) {
      this.logger.warn({ err: error }, 'the use of a session or token could not be noted');
      return undefined;
    }
  }
}

function isStale(lastUsedAt: Date, now: Date): boolean {
  return now.getTime() - lastUsedAt.getTime() >= TOUCH_EVERY;
}
