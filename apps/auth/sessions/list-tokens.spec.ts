import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { TokenList } from '#libs/contract/account.js';

import { openAuth, type AuthFixture } from '../auth.fixture.js';

describe('GET /api/auth/tokens', () => {
  let auth: AuthFixture;
  beforeEach(async () => {
    auth = await openAuth();
  });
  afterEach(() => auth.close());

  it("lists the caller's tokens, never what they are", async () => {
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

  it('is not for named tokens', async () => {
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
