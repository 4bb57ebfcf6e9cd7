import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { TokenMade } from '#libs/contract/account.js';

import { openAuth, type AuthFixture } from '../auth.fixture.js';

describe('POST /api/auth/tokens', () => {
  let auth: AuthFixture;
  let as: string;
  beforeEach(async () => {
    auth = await openAuth();
    as = (await auth.signUp()).sessionToken;
  });
  afterEach(() => auth.close());

  const make = (body: unknown) => auth.call('POST', '/api/auth/tokens', { as, body });

  it('makes a token that works, until the time that was asked for', async () => {
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
