import { verify } from '@node-rs/argon2';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { openAuth, PASSWORD, type AuthFixture } from '../auth.fixture.js';

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

  const from = (address: string, email: string) => auth.logIn(email, WRONG, { 'x-client-address': address });

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

  it('counts guesses by e-mail and by user name as guesses of one account', async () => {
    for (let i = 0; i < 5; i++) await auth.logIn('ada@example.org', WRONG);
    for (let i = 0; i < 5; i++) await auth.logIn('ada', WRONG);
    expect((await auth.logIn('ada', PASSWORD)).status).toBe(429);
  });

  it('still counts the guesses after a restart', async () => {
    for (let i = 0; i < 10; i++) await auth.logIn('ada', WRONG);
    await auth.restart();
    expect((await auth.logIn('ada', PASSWORD)).status).toBe(429);
  });

  it('does not count a guess older than 15 minutes', async () => {
    const { id } = (await auth.users.findByName('ada'))!;
    for (let i = 0; i < 20; i++) await auth.rateLimits.noteEvent(`guess-of:${id}`, new Date(Date.now() - 15 * 60_000 - 1));
    expect((await auth.logIn('ada', PASSWORD)).status).toBe(200);
  });

  it('does not count right passwords', async () => {
    for (let i = 0; i < 11; i++) expect((await auth.logIn('ada', PASSWORD)).status).toBe(200);
  });

  it('accepts no more guesses when they are simultaneous', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => auth.logIn('ada', WRONG)));
    // Two are verified at the same time, so one may be running when the tenth is counted.
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(11);
    expect(answers.every(({ status }) => status === 401 || status === 429)).toBe(true);
  });

  it('accepts fifty wrong guesses from one address, for any accounts', async () => {
    for (let i = 0; i < 50; i++) expect((await from('2001:db8::1', `p${i}@example.org`)).status).toBe(401);
    expect((await from('2001:db8::2', 'one-more@example.org')).status).toBe(429);
    expect((await from('2001:db8:0:1::1', 'one-more@example.org')).status).toBe(401);
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
