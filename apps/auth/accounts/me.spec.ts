import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { openAuth, type AuthFixture } from '../auth.fixture.js';

describe('GET /api/auth/me', () => {
  let auth: AuthFixture;
  beforeEach(async () => {
    auth = await openAuth();
  });
  afterEach(() => auth.close());

  it('returns the account of a session and of an access token', async () => {
    const { user, sessionToken } = await auth.signUp();
    const made = await auth.call('POST', '/api/auth/tokens', { as: sessionToken, body: { name: 'sync', scopes: ['upload'] } });
    for (const as of [sessionToken, made.body.token]) {
      expect(await auth.call('GET', '/api/auth/me', { as })).toMatchObject({ status: 200, body: { user } });
    }
  });

  it('refuses a request without a token', async () => {
    expect(await auth.call('GET', '/api/auth/me')).toMatchObject({ status: 401, body: { code: 'NOT_LOGGED_IN' } });
  });

  it('refuses an account that was removed while its inner token is still valid', async () => {
    const { user, sessionToken } = await auth.signUp();
    const { body } = await auth.exchange(sessionToken);
    await auth.users.remove(user.id);
    const headers = { authorization: `Bearer ${body.jwt}` };
    expect(await auth.call('GET', '/api/auth/me', { headers })).toMatchObject({ status: 401, body: { code: 'NOT_LOGGED_IN' } });
    expect((await auth.exchange(sessionToken)).status).toBe(401);
  });
});
