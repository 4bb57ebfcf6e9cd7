import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { TokenList, TokenMade } from '#libs/api/account.js';

import { openAuth, type AuthFixture } from '../auth.fixture.js';

describe('GET /api/auth/tokens', () => {
  let auth: AuthFixture;
  beforeEach(async () => {
    auth = await openAuth();
  });
  afterEach(() => auth.close());

  it("lists the caller's tokens without their secrets", async () => {
    const { sessionToken: as } = await auth.signUp();
    const eve = await auth.signUp('eve@example.org');
    const made = (await auth.call('POST', '/api/auth/tokens', { as, body: { name: 'sync', scopes: ['read'] } })).body;
    const { status, body } = await auth.call('GET', '/api/auth/tokens', { as });
    expect(status).toBe(200);
    expect(TokenList.strict().parse(body)).toEqual(body);
    expect(body.items).toMatchObject([{ id: made.id, name: 'sync', scopes: ['read'], lastUsedAt: null, expiresAt: null }]);
    expect(JSON.stringify(body)).not.toMatch(/sbt_|hash/i);
    expect((await auth.call('GET', '/api/auth/tokens', { as: eve.sessionToken })).body).toEqual({ items: [] });
  });

  it('refuses access tokens', async () => {
    const { sessionToken: as } = await auth.signUp();
    const { token } = (await auth.call('POST', '/api/auth/tokens', { as, body: { name: 'sync', scopes: ['write'] } })).body;
    for (const [method, path] of [
      ['GET', 'tokens'],
      ['POST', 'tokens'],
      ['DELETE', 'tokens/x'],
      ['GET', 'sessions'],
      ['DELETE', 'sessions/x'],
    ] as const) {
      const answer = await auth.call(method, `/api/auth/${path}`, { as: token });
      expect(answer, `${method} ${path}`).toMatchObject({ status: 403, body: { code: 'SCOPE_MISSING' } });
    }
  });
});

describe('POST /api/auth/tokens', () => {
  let auth: AuthFixture;
  let as: string;
  beforeEach(async () => {
    auth = await openAuth();
    as = (await auth.signUp()).sessionToken;
  });
  afterEach(() => auth.close());

  const make = (body: unknown) => auth.call('POST', '/api/auth/tokens', { as, body });

  it('creates a valid token that expires at the requested time', async () => {
    const { status, body } = await make({ name: ' sync ', scopes: ['upload', 'upload'], expiresAt: '2999-01-01T02:00:00+02:00' });
    expect(status).toBe(201);
    expect(TokenMade.strict().parse(body)).toMatchObject({ name: 'sync', scopes: ['upload'], expiresAt: '2999-01-01T00:00:00.000Z' });
    expect(body.token).toMatch(/^sbt_[\w-]{43}$/);
    expect((await auth.exchange(body.token)).status).toBe(200);
  });

  it.each([
    [{ name: '', scopes: ['read'] }],
    [{ name: 'x'.repeat(101), scopes: ['read'] }],
    [{ name: 'sync', scopes: [] }],
    [{ name: 'sync', scopes: ['account'] }],
    [{ name: 'sync', scopes: 'read' }],
    [{ name: 'sync', scopes: ['read'], expiresAt: 'tomorrow' }],
    [{ name: 'sync', scopes: ['read'], expiresAt: '2001-01-01T00:00:00Z' }],
    [{ name: 'sync', scopes: ['read'], userId: 'another' }],
    ['{"name":'],
  ])('refuses %j', async (body) => {
    expect(await make(body)).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
  });
});

describe('the 101st token of an account', () => {
  it('is refused while 100 are valid, and no other is lost', async () => {
    const auth = await openAuth();
    const { user, sessionToken: as } = await auth.signUp();
    const days = (n: number) => new Date(Date.now() + n * 24 * 3600 * 1000);
    for (let n = 0; n < 99; n++) {
      const one = { id: `t${n}`, userId: user.id, tokenHash: `hash ${n}`, name: 'sync', scopes: ['read' as const], createdAt: days(-9) };
      await auth.accessTokens.insert({ ...one, lastUsedAt: null, expiresAt: n === 0 ? days(1) : null });
    }
    const old = { id: 'old', userId: user.id, tokenHash: 'old', name: 'old', scopes: ['read' as const], createdAt: days(-9) };
    await auth.accessTokens.insert({ ...old, lastUsedAt: null, expiresAt: days(-1) });
    const make = () => auth.call('POST', '/api/auth/tokens', { as, body: { name: 'sync', scopes: ['read'] } });
    expect((await make()).status).toBe(201);
    expect(await make()).toMatchObject({ status: 409, body: { code: 'TOO_MANY_TOKENS' } });
    expect(await auth.accessTokens.list(user.id)).toHaveLength(101);
    await auth.call('DELETE', '/api/auth/tokens/t5', { as });
    expect((await make()).status).toBe(201);
    await auth.close();
  });
});

describe('DELETE /api/auth/tokens/:id', () => {
  let auth: AuthFixture;
  beforeEach(async () => {
    auth = await openAuth();
  });
  afterEach(() => auth.close());

  it("revokes a token immediately; another person's token is not found", async () => {
    const { sessionToken: as } = await auth.signUp();
    const eve = await auth.signUp('eve@example.org');
    const { id, token } = (await auth.call('POST', '/api/auth/tokens', { as, body: { name: 'sync', scopes: ['read'] } })).body;
    const revoke = (who: string) => auth.call('DELETE', `/api/auth/tokens/${id}`, { as: who });
    expect(await revoke(eve.sessionToken)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect((await auth.exchange(token)).status).toBe(200);
    expect((await revoke(as)).status).toBe(204);
    expect((await auth.exchange(token)).status).toBe(401);
    expect((await revoke(as)).status).toBe(404);
  });
});
