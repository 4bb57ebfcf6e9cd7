import { Controller, Post } from '@nestjs/common';
import { ulid } from 'ulid';

import { makeOpaqueToken } from '#libs/accounts/opaque-token.js';
import { NewToken } from '#libs/contract/account.js';
import { Problem } from '#libs/contract/errors.js';
import { Caller, Needs, type Identity } from '#libs/http/identity.js';
import { JsonBody } from '#libs/http/json-body.js';
import { AccessTokenRepository, type AccessToken } from '#libs/ports/access-token-repository.js';

import { tokenInfo } from './token-info.js';

/** A named token for a tool. It survives a change of password and may never touch the account. */
@Controller('api/auth/tokens')
export class MakeToken {
  constructor(private readonly accessTokens: AccessTokenRepository) {}

  @Needs('account')
  @Post()
  async make(@Caller() { userId }: Identity, @JsonBody(NewToken) { name, scopes, expiresAt = null }: NewToken) {
    const now = new Date();
    if (expiresAt && expiresAt <= now) throw new Problem('BAD_REQUEST', 'The body: expiresAt: lies in the past.');
    const { token, hash } = makeOpaqueToken('token');
    const made: AccessToken = {
      id: ulid().toLowerCase(),
      userId,
      tokenHash: hash,
      name,
      scopes: [...new Set(scopes)],
      createdAt: now,
      lastUsedAt: null,
      expiresAt,
    };
    await this.accessTokens.insert(made);
    return { ...tokenInfo(made), token };
  }
}
