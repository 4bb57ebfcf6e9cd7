import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { AccountLogList } from '#libs/api/account.js';
import { RepositoryFull } from '#libs/ports/errors.js';

import { from, openAuth, PASSWORD, type AuthFixture } from '../auth.fixture.js';

const CLIENT = { ...from('192.0.2.7'), 'user-agent': 'curl/8.5' };

describe('GET /api/auth/log', () => {
  let auth: AuthFixture;
  let as: string;
  let userId: string;
  beforeEach(async () => {
    auth = await openAuth();
    const { sessionToken, user } = await auth.signUp();
    [as, userId] = [sessionToken, user.id];
  });
  afterEach(() => auth.close());

  const call = (method: 'POST' | 'DELETE', path: string, body?: object) =>
    auth.call(method, `/api/auth/${path}`, { as, body, headers: CLIENT });
  const events = async () => {
    const { status, body } = await auth.call('GET', '/api/auth/log', { as });
    expect(status).toBe(200);
    expect(AccountLogList.strict().parse(body)).toEqual(body);
    return (body as AccountLogList).items;
  };
  const seen = async () => (await events()).map(({ what, detail }) => (detail === null ? what : `${what}: ${detail}`));

  it('has log-ins and changes, newest first, with address and device', async () => {
    const other = (await auth.logIn('ada', PASSWORD, CLIENT)).body.sessionToken;
    const { id } = (await call('POST', 'tokens', { name: 'sync', scopes: ['read'] })).body;
    await call('DELETE', `tokens/${id}`);
    const sessions = await auth.sessions.list(userId);
    await call('DELETE', `sessions/${sessions.find(({ device }) => device === 'curl 8.5')!.id}`);
    await call('POST', 'password', { current: PASSWORD, next: 'eight blue tricycles' });
    expect((await auth.exchange(other)).status).toBe(401);
    expect(await seen()).toEqual([
      'password-changed',
      'session-ended: curl 8.5',
      'token-deleted: sync',
      'token-created: sync',
      'logged-in',
      'signed-up',
    ]);
    for (const { address, device } of (await events()).slice(0, -1)) expect([address, device]).toEqual(['192.0.2.7', 'curl 8.5']);
    await call('POST', 'logout');
    expect((await auth.database.accountLog.list(userId))[0]?.what).toBe('logged-out');
  });

  it('does not have what failed or happened to others', async () => {
    await auth.signUp('eve@example.org');
    await auth.logIn('ada', 'not this one', CLIENT);
    await call('POST', 'password', { current: 'not this one', next: 'eight blue tricycles' });
    expect((await call('DELETE', 'tokens/x')).status).toBe(404);
    expect((await call('DELETE', 'sessions/x')).status).toBe(404);
    expect(await seen()).toEqual(['signed-up']);
  });

  it('has refused guesses once in 15 minutes', async () => {
    for (let n = 0; n < 13; n++) {
      await auth.logIn('ada', 'not this one', CLIENT);
      if (n >= 10) await vi.waitFor(async () => expect(await seen()).toContain('guesses-refused'));
    }
    expect(await seen()).toEqual(['guesses-refused', 'signed-up']);
  });

  it('is no reason to refuse a log-in when it can not be written', async () => {
    auth.database.accountLog.add = () => Promise.reject(new RepositoryFull('The disk is full.'));
    expect((await auth.logIn('ada', PASSWORD)).status).toBe(200);
  });

  it('refuses access tokens', async () => {
    const { token } = (await call('POST', 'tokens', { name: 'sync', scopes: ['read', 'upload', 'write', 'share'] })).body;
    expect(await auth.call('GET', '/api/auth/log', { as: token })).toMatchObject({ status: 403, body: { code: 'SCOPE_MISSING' } });
  });
});
