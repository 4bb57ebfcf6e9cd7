import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { from, openAuth, PASSWORD, type AuthFixture } from '../auth.fixture.js';

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

describe('POST /api/auth/signup', () => {
  let auth: AuthFixture;
  beforeEach(async () => {
    auth = await openAuth();
  });
  afterEach(() => auth.close());

  const signUp = (email: unknown, password: unknown = PASSWORD, headers = {}) =>
    auth.call('POST', '/api/auth/signup', { body: { email, password }, headers });

  const signUpFrom = (address: string, email: string) => signUp(email, PASSWORD, from(address));

  it('creates an account and a valid session', async () => {
    const { status, headers, body } = await signUp('  Ada@Example.org ');
    expect(status).toBe(201);
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toEqual({
      user: { id: expect.stringMatching(/^[0-9a-z]{26}$/), name: 'ada', email: 'Ada@Example.org' },
      sessionToken: expect.stringMatching(/^sbs_[\w-]{43}$/),
      expiresAt: expect.any(String),
      deviceCookie: expect.any(String),
    });
    expect((await auth.call('GET', '/api/auth/me', { as: body.sessionToken })).body).toEqual({ user: body.user });
  });

  it('stores neither the password nor the token', async () => {
    const { user, sessionToken } = await auth.signUp();
    const stored = await auth.users.find(user.id);
    expect(stored?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(JSON.stringify(await auth.sessions.list(user.id))).not.toContain(sessionToken);
  });

  it('accepts an e-mail once, ignoring its case', async () => {
    await signUp('ada@example.org');
    expect(await signUp('ADA@example.ORG')).toMatchObject({ status: 409, body: { code: 'EMAIL_TAKEN' } });
  });

  it('creates one account for ten simultaneous sign-ups with the same e-mail', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => signUp('ada@example.org')));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 9 }, () => 409)]);
    expect(await auth.users.list()).toHaveLength(1);
  });

  it('gives different names to simultaneous e-mails with the same part before the @', async () => {
    const answers = await Promise.all(['a.org', 'b.org', 'c.org'].map((domain) => signUp(`ada@${domain}`)));
    expect(answers.map(({ body }) => body.user.name).sort()).toEqual(['ada', 'ada-2', 'ada-3']);
  });

  it('never gives a reserved name', async () => {
    expect((await signUp('login@example.org')).body.user.name).toBe('login-2');
  });

  it.each(['ada', 'ada@', '@example.org', 'a b@example.org', 'ada@@example.org', 'ada@example..org', `${'a'.repeat(65)}@example.org`])(
    'refuses %s as an e-mail',
    async (email) => {
      expect(await signUp(email)).toMatchObject({ status: 422, body: { code: 'BAD_EMAIL' } });
    },
  );

  it.each([
    ['that is short', 'short', 422, 'WEAK_PASSWORD'],
    ['that is common', 'Password1', 422, 'WEAK_PASSWORD'],
    ['that is the e-mail', 'ada@example.org', 422, 'WEAK_PASSWORD'],
    ['of 1,200 bytes', 'é'.repeat(600), 400, 'BAD_REQUEST'],
    ['of 1,001 characters', 'x'.repeat(1001), 400, 'BAD_REQUEST'],
    ['that is a number', 12_345_678, 400, 'BAD_REQUEST'],
  ])('refuses a password %s', async (_what, password, status, code) => {
    expect(await signUp('ada@example.org', password)).toMatchObject({ status, body: { code } });
    expect(await auth.users.list()).toHaveLength(0);
  });

  it('refuses unknown fields and malformed JSON', async () => {
    const body = { email: 'ada@example.org', password: PASSWORD, role: 'owner' };
    expect(await auth.call('POST', '/api/auth/signup', { body })).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
    expect(await auth.call('POST', '/api/auth/signup', { body: '{"email":' })).toMatchObject({ status: 400 });
  });

  it('accepts a hundred attempts an hour from one address, and says when to try again', async () => {
    await auth.rateLimits.noteEvent('sign-up:192.0.2.1', minutesAgo(50));
    for (let i = 1; i < 99; i++) await auth.rateLimits.noteEvent('sign-up:192.0.2.1', minutesAgo(10));
    expect((await signUpFrom('192.0.2.1', 'a@example.org')).status).toBe(201);
    const refused = await signUpFrom('192.0.2.1', 'b@example.org');
    expect(refused).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    const seconds = Number(refused.headers['retry-after']);
    expect(seconds).toBeGreaterThan(8 * 60);
    expect(seconds).toBeLessThanOrEqual(10 * 60);
    expect((await signUpFrom('192.0.2.2', 'c@example.org')).status).toBe(201);
  });
});

describe('POST /api/auth/signup on a closed drive', () => {
  it('creates the first account only, also of simultaneous sign-ups', async () => {
    const auth = await openAuth({ signUp: 'closed' });
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, i) =>
        auth.call('POST', '/api/auth/signup', { body: { email: `p${i}@example.org`, password: PASSWORD } }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 403, 403, 403, 403]);
    const late = await auth.call('POST', '/api/auth/signup', { body: { email: 'eve@example.org', password: PASSWORD } });
    expect(late).toMatchObject({ status: 403, body: { code: 'SIGN_UP_CLOSED' } });
    await auth.close();
  });
});
