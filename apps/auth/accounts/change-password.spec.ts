import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { openAuth, PASSWORD, type AuthFixture } from '../auth.fixture.js';

const NEXT = 'eight blue tricycles';

describe('POST /api/auth/password', () => {
  let auth: AuthFixture;
  let token: string;
  beforeEach(async () => {
    auth = await openAuth();
    token = (await auth.signUp()).sessionToken;
  });
  afterEach(() => auth.close());

  const change = (current: string, next: string, as = token) => auth.call('POST', '/api/auth/password', { as, body: { current, next } });

  it('accepts the new password and refuses the old one', async () => {
    expect((await change(PASSWORD, NEXT)).status).toBe(204);
    expect((await auth.logIn('ada', PASSWORD)).status).toBe(401);
    expect((await auth.logIn('ada', NEXT)).status).toBe(200);
  });

  it('ends the other sessions, but not its own and no access token', async () => {
    const other = (await auth.logIn('ada', PASSWORD)).body.sessionToken;
    const body = { name: 'sync', scopes: ['read'] };
    const named = (await auth.call('POST', '/api/auth/tokens', { as: token, body })).body.token;
    await change(PASSWORD, NEXT);
    expect((await auth.exchange(other)).status).toBe(401);
    expect((await auth.exchange(token)).status).toBe(200);
    expect((await auth.exchange(named)).status).toBe(200);
  });

  it('leaves no other session when it crashes right after the new password was set', async () => {
    const other = (await auth.logIn('ada', PASSWORD)).body.sessionToken;
    const set = auth.users.setPasswordHash.bind(auth.users);
    auth.users.setPasswordHash = async (id, hashes) => {
      await set(id, hashes);
      throw new Error('cut off');
    };
    expect((await change(PASSWORD, NEXT)).status).toBe(500);
    expect((await auth.logIn('ada', NEXT)).status).toBe(200);
    expect((await auth.exchange(other)).status).toBe(401);
  });

  it('ends a session that started with the old password just before the change', async () => {
    const set = auth.users.setPasswordHash.bind(auth.users);
    let late = '';
    auth.users.setPasswordHash = async (id, hashes) => {
      late = (await auth.logIn('ada', PASSWORD)).body.sessionToken;
      return set(id, hashes);
    };
    expect((await change(PASSWORD, NEXT)).status).toBe(204);
    expect((await auth.exchange(late)).status).toBe(401);
  });

  it('accepts one of two simultaneous changes with the same current password', async () => {
    const both = ['eight blue tricycles', 'nine red monocycles'];
    const changed = await Promise.all(both.map((next) => change(PASSWORD, next)));
    expect(changed.map(({ status }) => status).toSorted()).toEqual([204, 401]);
    const loggedIn = await Promise.all(both.map((next) => auth.logIn('ada', next)));
    expect(loggedIn.map(({ status }) => status)).toEqual(changed.map(({ status }) => (status === 204 ? 200 : 401)));
  });

  it('changes nothing when the current password is wrong', async () => {
    const other = (await auth.logIn('ada', PASSWORD)).body.sessionToken;
    expect(await change('not this one', NEXT)).toMatchObject({ status: 401, body: { code: 'BAD_CREDENTIALS' } });
    expect((await auth.logIn('ada', PASSWORD)).status).toBe(200);
    expect((await auth.exchange(other)).status).toBe(200);
  });

  it('is possible while strangers guess', async () => {
    for (let i = 0; i < 11; i++) await auth.logIn('ada', 'not this one');
    expect((await auth.logIn('ada', PASSWORD)).status).toBe(429);
    expect((await change(PASSWORD, NEXT)).status).toBe(204);
  });

  it('counts a wrong current password for the session alone', async () => {
    const other = (await auth.logIn('ada', PASSWORD)).body.sessionToken;
    for (let i = 0; i < 10; i++) expect((await change('not this one', NEXT)).status).toBe(401);
    expect((await change(PASSWORD, NEXT)).status).toBe(429);
    expect((await auth.logIn('ada', PASSWORD)).status).toBe(200);
    expect((await change(PASSWORD, NEXT, other)).status).toBe(204);
  });

  it('accepts 50 wrong guesses of all sessions and known devices together', async () => {
    const { id } = (await auth.users.findByName('ada'))!;
    for (let i = 0; i < 49; i++) await auth.rateLimits.noteEvent(`guess-known:${id}`, new Date());
    expect((await change('not this one', NEXT)).status).toBe(401);
    expect((await change(PASSWORD, NEXT)).status).toBe(429);
  });

  it.each(['short', 'password1', 'ada@example.org'])('refuses %s as the new password', async (next) => {
    expect(await change(PASSWORD, next)).toMatchObject({ status: 422, body: { code: 'WEAK_PASSWORD' } });
  });

  it('refuses access tokens', async () => {
    const body = { name: 'sync', scopes: ['read', 'upload', 'write'] };
    const named = (await auth.call('POST', '/api/auth/tokens', { as: token, body })).body.token;
    expect(await change(PASSWORD, NEXT, named)).toMatchObject({ status: 403, body: { code: 'SCOPE_MISSING' } });
  });
});
