import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { from, openAuth, PASSWORD, type AuthFixture } from '../auth.fixture.js';

const WRONG = 'seven red bicycles';

describe('a device cookie', () => {
  let auth: AuthFixture;
  let cookie: string;
  beforeEach(async () => {
    auth = await openAuth();
    ({ deviceCookie: cookie } = (
      await auth.call('POST', '/api/auth/signup', { body: { email: 'ada@example.org', password: PASSWORD } })
    ).body);
  });
  afterEach(() => auth.close());

  const logIn = async (password: string, deviceCookie?: string, name = 'ada') => {
    const headers = { ...from('192.0.2.1'), ...(deviceCookie !== undefined && { 'x-device-cookie': deviceCookie }) };
    return auth.logIn(name, password, headers);
  };
  const guess = async (times: number, deviceCookie?: string) => {
    for (let i = 0; i < times; i++) await logIn(WRONG, deviceCookie);
  };

  it('lets its device log in while strangers guess, from the same address, too', async () => {
    for (let i = 0; i < 60; i++) await logIn(WRONG, undefined, `p${i % 6}`);
    await guess(11);
    expect((await logIn(PASSWORD)).status).toBe(429);
    expect((await logIn(PASSWORD, cookie)).status).toBe(200);
  });

  it('gives ten guesses of its own, which are not those of strangers', async () => {
    await guess(10, cookie);
    expect((await logIn(PASSWORD, cookie)).status).toBe(429);
    expect((await logIn(PASSWORD)).status).toBe(200);
  });

  it('is another for each device that logs in without one, and stays the same for one that has it', async () => {
    const [renewed, another] = [(await logIn(PASSWORD, cookie)).body.deviceCookie, (await logIn(PASSWORD)).body.deviceCookie];
    expect(renewed).toBe(cookie);
    expect(another).not.toBe(cookie);
    await guess(10, cookie);
    expect((await logIn(PASSWORD, another)).status).toBe(200);
  });

  it('has an end for all devices of an account together', async () => {
    const { id } = (await auth.users.findByName('ada'))!;
    for (let i = 0; i < 50; i++) await auth.rateLimits.noteEvent(`guess-known:${id}`, new Date());
    expect((await logIn(PASSWORD, cookie)).status).toBe(429);
  });

  it('keeps several people who share a browser apart', async () => {
    await auth.signUp('bea@example.org');
    const both = (await logIn(PASSWORD, cookie, 'bea')).body.deviceCookie as string;
    expect(both.split('~')).toHaveLength(2);
    for (let i = 0; i < 11; i++) for (const name of ['ada', 'bea']) await logIn(WRONG, undefined, name);
    for (const name of ['ada', 'bea']) expect((await logIn(PASSWORD, both, name)).status).toBe(200);
  });

  it('holds five people at most', async () => {
    let all = cookie;
    for (const name of ['p1', 'p2', 'p3', 'p4', 'p5']) {
      await auth.signUp(`${name}@example.org`);
      all = (await logIn(PASSWORD, all, name)).body.deviceCookie;
    }
    expect(all.split('~')).toHaveLength(5);
    await guess(10);
    expect((await logIn(PASSWORD, all)).status).toBe(429);
  });

  it.each<[string, (cookie: string) => string]>([
    ['a changed account', (text) => text.replace(/^./, (letter) => (letter === '0' ? '1' : '0'))],
    ['a changed device', (text) => text.replace(/\.(.)/, (_all, letter: string) => `.${letter === 'a' ? 'b' : 'a'}`)],
    ['a changed signature', (text) => text.slice(0, -2) + (text.at(-2) === 'a' ? 'b' : 'a') + text.at(-1)],
    ['no signature', (text) => text.replace(/\.[^.]*$/, '')],
    ['nothing', () => ''],
    ['an account that is not its own', (text) => text.replace(/^\w+/, '01kdc7q3v8x2m4n6p8r0s2t4v6')],
  ])('is none with %s', async (_what, change) => {
    await guess(10);
    expect((await logIn(PASSWORD, change(cookie))).status).toBe(429);
  });

  it('ends with the password, except for the session that changes it', async () => {
    const mine = await logIn(PASSWORD, cookie);
    const change = { current: PASSWORD, next: 'eight blue tricycles' };
    const headers = { 'x-device-cookie': cookie };
    const changed = await auth.call('POST', '/api/auth/password', { as: mine.body.sessionToken, body: change, headers });
    const renewed = changed.headers['x-device-cookie'] as string;
    await guess(10);
    expect((await logIn(change.next, cookie)).status).toBe(429);
    expect((await logIn(change.next, renewed)).status).toBe(200);
  });

  it('ends when the owner of the drive sets another password', async () => {
    const { id, passwordHash } = (await auth.users.findByName('ada'))!;
    const other = (await auth.signUp('bea@example.org', PASSWORD)) && (await auth.users.findByName('bea'))!;
    await auth.users.setPasswordHash(id, { from: passwordHash, to: other.passwordHash });
    await guess(10);
    expect((await logIn(PASSWORD, cookie)).status).toBe(429);
  });

  it('is still known after a restart', async () => {
    await guess(10);
    await auth.restart();
    expect((await logIn(PASSWORD, cookie)).status).toBe(200);
  });
});
