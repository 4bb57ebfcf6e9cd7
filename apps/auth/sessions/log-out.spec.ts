import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { openAuth, PASSWORD, type AuthFixture } from '../auth.fixture.js';

describe('POST /api/auth/logout', () => {
  let auth: AuthFixture;
  let token: string;
  beforeEach(async () => {
    auth = await openAuth();
    token = (await auth.signUp()).sessionToken;
  });
  afterEach(() => auth.close());

  it('ends the session that asks and no other', async () => {
    const other = (await auth.logIn('ada', PASSWORD)).body.sessionToken;
    expect(await auth.call('POST', '/api/auth/logout', { as: token })).toMatchObject({ status: 204, body: undefined });
    expect((await auth.exchange(token)).status).toBe(401);
    expect((await auth.exchange(other)).status).toBe(200);
  });

  it('keeps it ended over a restart', async () => {
    await auth.call('POST', '/api/auth/logout', { as: token });
    await auth.restart();
    expect((await auth.exchange(token)).status).toBe(401);
  });

  it('is content when the session has ended meanwhile', async () => {
    const { body } = await auth.exchange(token);
    const headers = { authorization: `Bearer ${body.jwt}` };
    for (const _ of [1, 2]) expect((await auth.call('POST', '/api/auth/logout', { headers })).status).toBe(204);
  });

  it('is not for named tokens', async () => {
    const body = { name: 'sync', scopes: ['read'] };
    const named = (await auth.call('POST', '/api/auth/tokens', { as: token, body })).body.token;
    expect(await auth.call('POST', '/api/auth/logout', { as: named })).toMatchObject({ status: 403, body: { code: 'SCOPE_MISSING' } });
  });
});
