import { Inject, Injectable } from '@nestjs/common';

import { tokenHash, tokenKind } from '#libs/accounts/opaque-token.js';
import { Account, SCOPES, type Exchange, type Exchanged } from '#libs/api/account.js';
import { Problem } from '#libs/api/errors.js';
import type { Logger } from '#libs/http/log.js';
import { AccessTokenRepository } from '#libs/ports/access-token-repository.js';
import { SessionRepository } from '#libs/ports/session-repository.js';
import { UserRepository } from '#libs/ports/user-repository.js';

import { SigningKeys } from '../keys/signing-keys.service.js';
import { CONFIG, LOGGER, type AuthConfig } from '../resources/auth-resources.js';
import { sessionExpiry } from '../sessions/sessions.service.js';

/** Milliseconds between two updates of `lastUsedAt`. A page with hundreds of thumbnails is one use, and each update syncs the disk. */
const TOUCH_INTERVAL = 5 * 60 * 1000;

type Found = Pick<Exchanged, 'sessionId' | 'tokenId' | 'scopes'> & { userId: string };

/** Exchanges an opaque token from outside for a short-lived inner token (the phantom-token pattern). */
@Injectable()
export class TokenExchange {
  constructor(
    private readonly users: UserRepository,
    private readonly sessions: SessionRepository,
    private readonly accessTokens: AccessTokenRepository,
    private readonly keys: SigningKeys,
    @Inject(CONFIG) private readonly config: AuthConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws Problem NOT_LOGGED_IN when the token is unknown or has expired, or its user was removed */
  async exchange(token: string, audience: Exchange['audience']): Promise<Exchanged> {
    const kind = tokenKind(token);
    const found = kind === 'session' ? await this.findSession(token) : kind === 'token' ? await this.findAccessToken(token) : null;
    const user = found && (await this.users.find(found.userId));
    if (!user) throw new Problem('NOT_LOGGED_IN', 'The session has ended or the token was revoked. Log in again.');
    const { sessionId, tokenId, scopes } = found;
    const claims = { sub: user.id, name: user.name, scope: scopes.join(' '), ...(sessionId && { sid: sessionId }) };
    return { jwt: await this.keys.sign(claims, audience), user: Account.parse(user), sessionId, tokenId, scopes };
  }

  private async findSession(token: string): Promise<Found | null> {
    const session = await this.sessions.find(tokenHash(token));
    if (!session) return null;
    const { id, userId } = session;
    const now = new Date();
    // It is deleted later (ForgetExpired): the clock of this machine may be wrong.
    if (session.expiresAt <= now) return null;
    if (isStale(session.lastUsedAt, now)) {
      const exists = await this.tryWrite(this.sessions.touch(id, now, sessionExpiry(now, this.config.sessionDays)));
      if (exists === false) return null;
    }
    return { userId, sessionId: id, tokenId: null, scopes: [...SCOPES] };
  }

  private async findAccessToken(token: string): Promise<Found | null> {
    const found = await this.accessTokens.find(tokenHash(token));
    if (!found) return null;
    const { id, userId, scopes, expiresAt, lastUsedAt } = found;
    const now = new Date();
    if (expiresAt && expiresAt <= now) return null;
    if (!lastUsedAt || isStale(lastUsedAt, now)) await this.tryWrite(this.accessTokens.touch(id, now));
    return { userId, sessionId: null, tokenId: id, scopes };
  }

  /** Logs an error instead of throwing it: on a full disk people must still get in, to delete images. */
  private async tryWrite<T>(write: Promise<T>): Promise<T | undefined> {
    try {
      return await write;
    } catch (error) {
      this.logger.warn({ err: error }, 'the use of a session or token could not be stored');
      return undefined;
    }
  }
}

function isStale(lastUsedAt: Date, now: Date): boolean {
  // A use in the future was stored by a clock that was wrong.
  return Math.abs(now.getTime() - lastUsedAt.getTime()) >= TOUCH_INTERVAL;
}
