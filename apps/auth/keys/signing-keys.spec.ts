import { JwtService } from '@nestjs/jwt';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { makeNextKey, makeUrgentKey } from '#libs/accounts/signing-keys.js';
import { RepositoryUnavailable } from '#libs/ports/errors.js';

import { openAuth, type AuthFixture } from '../auth.fixture.js';

let auth: AuthFixture;
let session: string;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  auth = await openAuth();
  session = (await auth.signUp()).sessionToken;
});
afterEach(async () => {
  await auth.close();
  vi.useRealTimers();
});

const jwks = async () => (await auth.call('GET', '/.well-known/jwks.json')).body.keys as { kid: string }[];
const published = async () => (await jwks()).map(({ kid }) => kid);
const token = async (): Promise<string> => (await auth.exchange(session)).body.jwt;
const kidOf = (jwt: string): string => JSON.parse(Buffer.from(jwt.split('.')[0]!, 'base64url').toString()).kid;
const signer = async () => kidOf(await token());
const me = async (jwt: string) => (await auth.call('GET', '/api/auth/me', { headers: { authorization: `Bearer ${jwt}` } })).status;
const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);
const stored = async () => (await auth.database.signingKeys.findOrInsert(() => Promise.reject(new Error('none')))).map(({ id }) => id);

describe('GET /.well-known/jwks.json', () => {
  it('publishes only the public half, and the same key after a restart', async () => {
    const keys = await jwks();
    // RFC 7518, section 6.3.2: d, p, q, dp, dq and qi are the private half.
    expect(keys).toEqual([
      { kty: 'RSA', use: 'sig', alg: 'RS256', kid: expect.stringMatching(/^[\w-]{43}$/), n: expect.any(String), e: 'AQAB' },
    ]);
    expect(Buffer.from((keys[0] as unknown as { n: string }).n, 'base64url')).toHaveLength(256);
    const before = await token();
    await auth.restart();
    expect(await jwks()).toEqual(keys);
    expect(await me(before)).toBe(200);
  });
});

describe('a rotation', () => {
  it('publishes the new key at once, signs with it six minutes later, and keeps the old one until its tokens have ended', async () => {
    const old = await signer();
    const next = await makeNextKey();
    await auth.database.signingKeys.insert(next);
    expect(await published()).toEqual([old, next.id]);
    later(359);
    const last = await token();
    expect(kidOf(last)).toBe(old);
    later(2);
    expect(await signer()).toBe(next.id);
    later(350);
    // Its end is five minutes ago at most, for which the clocks of two machines may differ.
    expect(await me(last)).toBe(200);
    expect(await published()).toEqual([old, next.id]);
    later(310);
    expect(await signer()).toBe(next.id);
    expect(await published()).toEqual([next.id]);
    expect(await stored()).toEqual([next.id]);
  });

  it('a token of a key that was made this moment, and that another process has read, is accepted', async () => {
    const { iss, aud, sub, name, scope, exp } = JSON.parse(Buffer.from((await token()).split('.')[1]!, 'base64url').toString());
    const { id, privateKey, ...times } = await makeUrgentKey();
    const theirs = (keyid: string) =>
      new JwtService().signAsync(
        { iss, aud, sub, name, scope, exp },
        { privateKey, algorithm: 'RS256', header: { alg: 'RS256', typ: 'at+jwt', kid: keyid } },
      );
    expect(await me(await theirs(id))).toBe(401);
    await auth.database.signingKeys.insert({ id, privateKey, ...times });
    expect(await me(await theirs(id))).toBe(200);
    expect(await me(await theirs('another'))).toBe(401);
  });

  it('a key that was removed signs and verifies for five seconds at most', async () => {
    const old = await token();
    const urgent = await makeUrgentKey();
    await auth.database.signingKeys.insert(urgent);
    await auth.database.signingKeys.remove([kidOf(old)]);
    later(5.001);
    expect(await me(old)).toBe(401);
    expect(await signer()).toBe(urgent.id);
  });

  it('keys that can not be read refuse nobody by 401, and known ones go on', async () => {
    const jwt = await token();
    const list = vi.spyOn(auth.database.signingKeys, 'findOrInsert').mockRejectedValue(new RepositoryUnavailable('away'));
    later(6);
    expect(await me(jwt)).toBe(200);
    expect((await auth.exchange(session)).status).toBe(503);
    const [, claims, signature] = jwt.split('.');
    const head = Buffer.from(JSON.stringify({ alg: 'RS256', typ: 'at+jwt', kid: 'another' })).toString('base64url');
    expect(await me([head, claims, signature].join('.'))).toBe(503);
    list.mockRestore();
    expect(await me([head, claims, signature].join('.'))).toBe(401);
    expect((await auth.exchange(session)).status).toBe(200);
  });

  it('goes on when an ended key can not be removed', async () => {
    const next = await makeNextKey();
    await auth.database.signingKeys.insert(next);
    const remove = vi.spyOn(auth.database.signingKeys, 'remove').mockRejectedValueOnce(new RepositoryUnavailable('full'));
    later(360 + 661);
    expect(await signer()).toBe(next.id);
    expect(await published()).toEqual([next.id]);
    expect(remove).toHaveBeenCalledTimes(2);
    expect(await stored()).toEqual([next.id]);
  });
});
