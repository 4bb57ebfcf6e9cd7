import { createPublicKey, type JsonWebKey } from 'node:crypto';

import { JwtService } from '@nestjs/jwt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { tokenHash } from '#libs/accounts/opaque-token.js';
import type { LoggedIn } from '#libs/api/account.js';
import type { Session } from '#libs/ports/session-repository.js';

import { openAuth, type AuthFixture } from '../auth.fixture.js';
import { RepositoryFull } from '#libs/ports/errors.js';

const DAY = 24 * 60 * 60 * 1000;
const ago = (ms: number) => new Date(Date.now() - ms);

describe('POST /exchange', () => {
  let auth: AuthFixture;
  let ada: LoggedIn;
  beforeEach(async () => {
    auth = await openAuth();
    ada = await auth.signUp();
  });
  afterEach(() => auth.close());

  const stored = async (): Promise<Session> => (await auth.sessions.find(tokenHash(ada.sessionToken)))!;

  it('returns an inner token that one service accepts for a minute', async () => {
    const { status, body } = await auth.exchange(ada.sessionToken, 'media');
    expect(status).toBe(200);
    const { id } = await stored();
    expect(body).toMatchObject({ user: ada.user, sessionId: id, tokenId: null, scopes: ['read', 'upload', 'write', 'share'] });
    const [key] = (await auth.call('GET', '/.well-known/jwks.json')).body.keys as JsonWebKey[];
    const publicKey = createPublicKey({ key: key!, format: 'jwk' }).export({ format: 'pem', type: 'spki' });
    const jwt = new JwtService().verify(body.jwt, { publicKey, algorithms: ['RS256'], complete: true });
    expect(jwt.header).toEqual({ alg: 'RS256', typ: 'at+jwt', kid: key!['kid'] });
    expect(jwt.payload).toEqual({
      iss: 'shoebox-auth',
      aud: 'media',
      sub: ada.user.id,
      name: 'ada',
      scope: 'read upload write share',
      sid: id,
      iat: expect.any(Number),
      exp: jwt.payload.iat + 60,
    });
  });

  it('returns the scopes of an access token, and no session', async () => {
    const made = await auth.call('POST', '/api/auth/tokens', { as: ada.sessionToken, body: { name: 'sync', scopes: ['upload'] } });
    const { body } = await auth.exchange(made.body.token);
    expect(body).toMatchObject({ sessionId: null, tokenId: made.body.id, scopes: ['upload'] });
    expect(new JwtService().decode(body.jwt)).not.toHaveProperty('sid');
    expect((await auth.accessTokens.list(ada.user.id))[0]?.lastUsedAt).toBeInstanceOf(Date);
  });

  it.each(['', 'sbs_', 'sbt_', `sbs_${'A'.repeat(43)}`, 'x'.repeat(1000), 'ey.ey.ey'])('refuses %s', async (token) => {
    expect(await auth.exchange(token)).toMatchObject({ status: 401, body: { code: 'NOT_LOGGED_IN' } });
  });

  it('refuses a token with another prefix, and an unknown audience', async () => {
    expect((await auth.exchange(ada.sessionToken.replace('sbs_', 'sbt_'))).status).toBe(401);
    expect((await auth.exchange(ada.sessionToken, 'worker')).status).toBe(400);
  });

  it('extends a session that is used, but writes only every few minutes', async () => {
    const { id } = await stored();
    await auth.sessions.touch(id, ago(4 * 60_000), ago(-DAY));
    await auth.exchange(ada.sessionToken);
    expect((await stored()).expiresAt.getTime()).toBeLessThan(Date.now() + 2 * DAY);
    await auth.sessions.touch(id, ago(6 * 60_000), ago(-DAY));
    await auth.exchange(ada.sessionToken);
    expect((await stored()).expiresAt.getTime()).toBeGreaterThan(Date.now() + 29 * DAY);
  });

  it('refuses an expired session and an expired token, and leaves their deletion to ForgetExpired', async () => {
    const { id } = await stored();
    const made = await auth.call('POST', '/api/auth/tokens', { as: ada.sessionToken, body: { name: 'sync', scopes: ['read'] } });
    const token = (await auth.accessTokens.find(tokenHash(made.body.token)))!;
    await auth.accessTokens.remove(ada.user.id, token.id);
    await auth.accessTokens.insert({ ...token, expiresAt: ago(1) });
    await auth.sessions.touch(id, ago(31 * DAY), ago(1));
    expect((await auth.exchange(ada.sessionToken)).status).toBe(401);
    expect((await auth.exchange(made.body.token)).status).toBe(401);
    expect(await auth.sessions.list(ada.user.id)).toHaveLength(1);
    expect(await auth.accessTokens.list(ada.user.id)).toHaveLength(1);
  });

  it('corrects the times of a session that was used while the clock was ahead', async () => {
    const { id } = await stored();
    await auth.sessions.touch(id, ago(-31 * DAY), ago(-61 * DAY));
    await auth.exchange(ada.sessionToken);
    expect((await stored()).expiresAt.getTime()).toBeLessThan(Date.now() + 31 * DAY);
  });

  it('works while the disk is full', async () => {
    const { id } = await stored();
    await auth.sessions.touch(id, ago(DAY), ago(-DAY));
    auth.sessions.touch = () => Promise.reject(new RepositoryFull('no room'));
    expect((await auth.exchange(ada.sessionToken)).status).toBe(200);
  });

  it('refuses a session that ends while its use is stored', async () => {
    const { id } = await stored();
    await auth.sessions.touch(id, ago(DAY), ago(-DAY));
    auth.sessions.touch = async () => false;
    expect((await auth.exchange(ada.sessionToken)).status).toBe(401);
  });
});
