import { Injectable } from '@nestjs/common';
import { ulid } from 'ulid';
import type { z } from 'zod';

import { makeOpaqueToken } from '#libs/accounts/opaque-token.js';
import type { NewToken, TokenInfo, TokenMade } from '#libs/api/account.js';
import { Problem } from '#libs/api/errors.js';
import { AccessTokenRepository, type AccessToken } from '#libs/ports/access-token-repository.js';

import { AccountEvents } from '../account-log/account-log.service.js';
import type { Client } from '../client/client.js';

/** Tokens of one account that have not expired. */
const MAX_TOKENS = 100;

/** Access tokens: named tokens for tools. A token survives a change of password and cannot change the account. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly repository: AccessTokenRepository,
    private readonly events: AccountEvents,
  ) {}

  /** Returns the tokens of the user, newest first, without their secrets. */
  async list(userId: string): Promise<z.output<typeof TokenInfo>[]> {
    const tokens = await this.repository.list(userId);
    return tokens.map(tokenInfo);
  }

  /**
   * Returns the new token with its secret, which is not stored.
   * @throws Problem BAD_REQUEST when it would have expired already, TOO_MANY_TOKENS
   */
  async create(userId: string, { name, scopes, expiresAt = null }: NewToken, client: Client): Promise<z.output<typeof TokenMade>> {
    const now = new Date();
    if (expiresAt && expiresAt <= now) throw new Problem('BAD_REQUEST', 'The body: expiresAt: must be in the future.');
    const { token, hash } = makeOpaqueToken('token');
    const created: AccessToken = {
      id: ulid().toLowerCase(),
      userId,
      tokenHash: hash,
      name,
      scopes: [...new Set(scopes)],
      createdAt: now,
      lastUsedAt: null,
      expiresAt,
    };
    await this.repository.insert(created);
    // After the insert, so that simultaneous requests can't exceed the limit. Tokens don't end by themselves: a tool would stop working.
    if ((await this.repository.list(userId)).filter((one) => !one.expiresAt || one.expiresAt > now).length > MAX_TOKENS) {
      await this.repository.remove(userId, created.id);
      throw new Problem('TOO_MANY_TOKENS', `An account can have ${MAX_TOKENS} tokens. Delete one that no tool uses any more.`);
    }
    await this.events.note(userId, 'token-created', client, name);
    return { ...tokenInfo(created), token };
  }

  /** @throws Problem NOT_FOUND, the same for another user's token as for an unknown one */
  async revoke(userId: string, id: string, client: Client): Promise<void> {
    const deleted = (await this.repository.list(userId)).find((token) => token.id === id);
    if (deleted && (await this.repository.remove(userId, id))) return this.events.note(userId, 'token-deleted', client, deleted.name);
    throw new Problem('NOT_FOUND', 'You have no such token. It may have been revoked already.');
  }
}

function tokenInfo({ id, name, scopes, createdAt, lastUsedAt, expiresAt }: AccessToken): z.output<typeof TokenInfo> {
  return {
    id,
    name,
    scopes,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    expiresAt: expiresAt?.toISOString() ?? null,
  };
}
