import { createHash } from 'node:crypto';

import { verify } from '@node-rs/argon2';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { from, openAuth, PASSWORD, type AuthFixture } from '../auth.fixture.js';

// A spy: it counts calls and keeps the implementation.
vi.mock('@node-rs/argon2', { spy: true });

const WRONG = 'seven red bicycles';

describe('POST /api/auth/login', () => {
  let auth: AuthFixture;
  beforeEach(async () => {
    auth = await openAuth();
    await auth.signUp('ada@example.org');
  });
  afterEach(() => auth.close());

  it.each(['ada@example.org', ' ADA@example.org ', 'ada', 'Ada'])('accepts %s with the password', async (email) => {
    const { status, body } = await auth.logIn(email, PASSWORD);
    expect(status).toBe(200);
    expect(body.user).toMatchObject({ name: 'ada', email: 'ada@example.org' });
    expect((await auth.exchange(body.sessionToken)).status).toBe(200);
  });

  it('accepts a password in another Unicode normalization form', async () => {
    await auth.signUp('zoe@example.org', 'sept vélos très verts'.normalize('NFC'));
    expect((await auth.logIn('zoe', 'sept vélos très verts'.normalize('NFD'))).status).toBe(200);
  });

  it('gives the same response after the same work for a wrong password, an unknown e-mail and an unknown name', async () => {
    const answers = [];
    for (const identifier of ['ada@example.org', 'ada', 'eve@example.org', 'eve']) {
      vi.mocked(verify).mockClear();
      const { status, body } = await auth.logIn(identifier, WRONG);
      answers.push({ status, body: { ...body, requestId: '' }, verifications: vi.mocked(verify).mock.calls.length });
    }
    expect(answers[0]).toMatchObject({ status: 401, body: { code: 'BAD_CREDENTIALS' }, verifications: 1 });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it.each(['ada@example.org', 'nobody@example.org'])(
    'accepts ten wrong guesses of %s, then refuses even the right password',
    async (email) => {
      for (let i = 0; i < 10; i++) expect((await auth.logIn(email, WRONG)).status).toBe(401);
      vi.mocked(verify).mockClear();
      const refused = await auth.logIn(email, PASSWORD);
      expect(refused).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(14 * 60);
      expect(verify).not.toHaveBeenCalled();
    },
  );

  it.each([
    ['exists', 'ada'],
    ['does not exist', 'eve'],
  ])('counts guesses by e-mail and by user name together, for an account that %s', async (_what, name) => {
    const answers = [];
    for (let i = 0; i < 5; i++) answers.push((await auth.logIn(`${name}@example.org`, WRONG)).status);
    for (let i = 0; i < 5; i++) answers.push((await auth.logIn(` ${name.toUpperCase()} `, WRONG)).status);
    expect(answers).toEqual(Array.from({ length: 10 }, () => 401));
    for (const identifier of [name, `${name}@example.org`]) expect((await auth.logIn(identifier, WRONG)).status).toBe(429);
  });

  it('counts the same for an account that exists and one that does not', async () => {
    const counted = [];
    for (const name of ['ada', 'eve']) {
      const noted: string[] = [];
      const note = vi
        .spyOn(auth.rateLimits, 'noteEvent')
        .mockImplementation(async (key) => void noted.push(key.replace(/[0-9a-f]{64}/, 'HANDLE')));
      await auth.logIn(`${name}@example.org`, WRONG, from('192.0.2.1'));
      note.mockRestore();
      counted.push(noted);
    }
    expect(counted[0]).toEqual(['guess-of:HANDLE', 'guess-from:192.0.2.1']);
    expect(counted[1]).toEqual(counted[0]);
  });

  it('refuses the 61st right password of an account from one address, without verifying it, and nobody else', async () => {
    await auth.signUp('eve@example.org');
    const { id } = (await auth.users.findByName('ada'))!;
    for (let i = 0; i < 60; i++) await auth.rateLimits.noteEvent(`log-in:${id}:192.0.2.1`, new Date());
    vi.mocked(verify).mockClear();
    expect(await auth.logIn('ada', PASSWORD, from('192.0.2.1'))).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    expect(verify).not.toHaveBeenCalled();
    expect((await auth.logIn('ada', PASSWORD, from('192.0.2.2'))).status).toBe(200);
    expect((await auth.logIn('eve', PASSWORD, from('192.0.2.1'))).status).toBe(200);
  });

  it('counts right passwords by account and address', async () => {
    const { id } = (await auth.users.findByName('ada'))!;
    await auth.logIn('ada', PASSWORD, from('192.0.2.1'));
    expect((await auth.rateLimits.countEvents(`log-in:${id}:192.0.2.1`, new Date(0))).count).toBe(1);
  });

  it('still counts the guesses after a restart', async () => {
    for (let i = 0; i < 10; i++) await auth.logIn('ada', WRONG);
    await auth.restart();
    expect((await auth.logIn('ada', PASSWORD)).status).toBe(429);
  });

  it('does not count a guess older than 15 minutes', async () => {
    const key = `guess-of:${createHash('sha256').update('ada').digest('hex')}`;
    for (let i = 0; i < 20; i++) await auth.rateLimits.noteEvent(key, new Date(Date.now() - 15 * 60_000 - 1));
    expect((await auth.logIn('ada', PASSWORD)).status).toBe(200);
  });

  it('does not count right passwords as guesses', async () => {
    for (let i = 0; i < 11; i++) expect((await auth.logIn('ada', PASSWORD)).status).toBe(200);
  });

  it('accepts no more guesses when they are simultaneous', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => auth.logIn('ada', WRONG)));
    // Two are verified at the same time, so one may be running when the tenth is counted.
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(11);
    expect(answers.every(({ status }) => [401, 429, 503].includes(status))).toBe(true);
  });

  it('believes no address that the gateway did not sign', async () => {
    const guess = async (n: number) => (await auth.logIn(`${n}p`, WRONG, { 'x-client-address': `192.0.2.${n}` })).status;
    for (let n = 0; n < 50; n++) expect(await guess(n)).toBe(401);
    expect(await guess(50)).toBe(429);
    expect((await auth.logIn('one-more', WRONG, from('192.0.2.50'))).status).toBe(401);
  });

  it('accepts fifty wrong guesses from one address, for any accounts', async () => {
    const guess = async (address: string, name: string) => (await auth.logIn(`${name}@example.org`, WRONG, from(address))).status;
    for (let i = 0; i < 50; i++) expect(await guess('2001:db8::1', `${i}p`)).toBe(401);
    expect(await guess('2001:db8::2', 'one-more')).toBe(429);
    expect(await guess('2001:db8:0:1::1', 'one-more')).toBe(401);
  });
});

describe('the 101st session of an account', () => {
  it('ends the one that was not used for longest', async () => {
    const auth = await openAuth();
    const { user, sessionToken } = await auth.signUp();
    const { id } = (await auth.sessions.list(user.id))[0]!;
    const days = (n: number) => new Date(Date.now() - n * 24 * 3600 * 1000);
    for (let n = 1; n < 100; n++) {
      const one = { id: `s${n}`, userId: user.id, tokenHash: `hash ${n}`, device: '', createdAt: days(n), expiresAt: days(-30) };
      await auth.sessions.insert({ ...one, lastUsedAt: days(n) });
    }
    await auth.sessions.touch(id, days(200), days(-30));
    await auth.signUp('bea@example.org');
    expect((await auth.logIn('ada', PASSWORD)).status).toBe(200);
    const left = (await auth.sessions.list(user.id)).map((session) => session.id);
    expect(left).toHaveLength(100);
    expect(left).not.toContain(id);
    expect((await auth.exchange(sessionToken)).status).toBe(401);
    // It is not ended although its clock says that it is the oldest.
    for (const each of left) await auth.sessions.touch(each, days(-1), days(-30));
    const newest = (await auth.logIn('ada', PASSWORD)).body.sessionToken;
    expect((await auth.exchange(newest)).status).toBe(200);
    await auth.close();
  });
});

describe('a log-in during a password change', () => {
  it('does not survive the change', async () => {
    const auth = await openAuth();
    const { user } = await auth.signUp();
    const insert = auth.sessions.insert.bind(auth.sessions);
    // Between the check of the old password and the new session.
    auth.sessions.insert = async (session) => {
      const { passwordHash } = (await auth.users.find(user.id))!;
      await auth.users.setPasswordHash(user.id, { from: passwordHash, to: '$argon2id$changed' });
      await insert(session);
    };
    expect(await auth.logIn('ada', PASSWORD)).toMatchObject({ status: 401, body: { code: 'BAD_CREDENTIALS' } });
    expect(await auth.sessions.list(user.id)).toHaveLength(1);
    await auth.close();
  });
});
