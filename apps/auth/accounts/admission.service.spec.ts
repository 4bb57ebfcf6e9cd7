import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { makeOpaqueToken } from '#libs/accounts/opaque-token.js';

import { openAuth, PASSWORD, type AuthFixture } from '../auth.fixture.js';
import { RepositoryUnavailable } from '#libs/ports/errors.js';

const hour = (n: number) => new Date(Date.now() + n * 3_600_000);

describe('POST /api/auth/signup with SHOEBOX_SIGN_UP=invite', () => {
  let auth: AuthFixture;
  beforeEach(async () => {
    auth = await openAuth({ signUp: 'invite' });
    await auth.signUp('owner@example.org');
  });
  afterEach(() => auth.close());

  const invite = async (expiresAt = hour(1)) => {
    const { token, hash } = makeOpaqueToken('invite');
    await auth.invites.insert({ tokenHash: hash, createdAt: new Date(), expiresAt, usedAt: null });
    return token;
  };
  const signUp = (email: string, token?: string, password = PASSWORD) =>
    auth.call('POST', '/api/auth/signup', { body: { email, password, ...(token !== undefined && { invite: token }) } });
  const refused = (code: string) => ({ status: 403, body: { code } });

  it('creates the first account without an invitation', async () => {
    expect((await auth.users.list()).map(({ email }) => email)).toEqual(['owner@example.org']);
  });

  it('refuses a sign-up without an invitation', async () => {
    for (const token of [undefined, '']) expect(await signUp('eve@example.org', token)).toMatchObject(refused('SIGN_UP_CLOSED'));
    expect(await auth.users.list()).toHaveLength(1);
  });

  it('creates one account for each invitation, and says that it was used', async () => {
    const token = await invite();
    expect((await signUp('ada@example.org', token)).status).toBe(201);
    expect(await signUp('eve@example.org', token)).toMatchObject(refused('INVITE_USED'));
    expect(await auth.users.list()).toHaveLength(2);
  });

  it('admits one of ten simultaneous sign-ups with the same invitation', async () => {
    const token = await invite();
    const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => signUp(`p${i}@example.org`, token)));
    expect(answers.map(({ body }) => body.code ?? 'made').sort()).toEqual([...Array<string>(9).fill('INVITE_USED'), 'made']);
    expect(await auth.users.list()).toHaveLength(2);
  });

  it('refuses an expired and an unknown invitation', async () => {
    expect(await signUp('ada@example.org', await invite(hour(-1)))).toMatchObject(refused('INVITE_ENDED'));
    expect(await signUp('ada@example.org', 'sbi_nonsense')).toMatchObject(refused('INVITE_ENDED'));
    expect(await auth.users.list()).toHaveLength(1);
  });

  it('does not redeem the invitation when the sign-up is refused', async () => {
    const token = await invite();
    expect((await signUp('no e-mail', token)).status).toBe(422);
    expect((await signUp('ada@example.org', token, 'password1')).status).toBe(422);
    expect((await signUp('owner@example.org', token)).status).toBe(409);
    expect((await signUp('ada@example.org', token)).status).toBe(201);
  });

  it('tells of five e-mails with one invitation that they have an account, then nothing for an hour', async () => {
    const token = await invite();
    for (let n = 0; n < 5; n++)
      expect(await signUp('owner@example.org', token)).toMatchObject({ status: 409, body: { code: 'EMAIL_TAKEN' } });
    for (const email of ['owner@example.org', 'ada@example.org']) {
      expect(await signUp(email, token)).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    }
    expect((await signUp('ada@example.org', await invite())).status).toBe(201);
  });

  it('gives the same answer for an e-mail that has an account and one that does not, without a valid invitation', async () => {
    for (const token of [undefined, 'sbi_nonsense', await invite(hour(-1))]) {
      const answers = [await signUp('owner@example.org', token), await signUp('eve@example.org', token)];
      expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, { ...body, requestId: '' }]))).size).toBe(1);
    }
  });

  it('tells any number of times whether an invitation is valid', async () => {
    const token = await invite();
    const ask = (one?: string) => auth.call('POST', '/admission', { body: one === undefined ? {} : { invite: one } });
    for (let look = 0; look < 3; look++) expect((await ask(token)).status).toBe(204);
    expect(await ask()).toMatchObject(refused('SIGN_UP_CLOSED'));
    expect(await ask(await invite(hour(-1)))).toMatchObject(refused('INVITE_ENDED'));
    await signUp('ada@example.org', token);
    expect(await ask(token)).toMatchObject(refused('INVITE_USED'));
  });

  it('undoes the redemption when another sign-up took the e-mail meanwhile', async () => {
    const tokens = [await invite(), await invite()];
    const answers = await Promise.all(tokens.map((token) => signUp('ada@example.org', token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const left = tokens[answers.findIndex(({ status }) => status === 409)]!;
    expect((await signUp('bea@example.org', left)).status).toBe(201);
  });

  it('keeps it redeemed when it is unknown whether the account was created', async () => {
    const token = await invite();
    const insert = auth.users.insert.bind(auth.users);
    auth.users.insert = async (user) => {
      await insert(user);
      throw new RepositoryUnavailable('the answer got lost');
    };
    expect((await signUp('ada@example.org', token)).status).toBe(503);
    auth.users.insert = insert;
    expect(await signUp('eve@example.org', token)).toMatchObject(refused('INVITE_USED'));
  });
});

describe('an invitation', () => {
  it.each(['open', 'closed'] as const)('is ignored when SHOEBOX_SIGN_UP is %s', async (signUp) => {
    const auth = await openAuth({ signUp });
    await auth.signUp('owner@example.org');
    const { token, hash } = makeOpaqueToken('invite');
    await auth.invites.insert({ tokenHash: hash, createdAt: new Date(), expiresAt: hour(1), usedAt: null });
    const answer = await auth.call('POST', '/api/auth/signup', { body: { email: 'ada@example.org', password: PASSWORD, invite: token } });
    expect(answer.status).toBe(signUp === 'open' ? 201 : 403);
    expect((await auth.invites.find(hash))?.usedAt).toBeNull();
    await auth.close();
  });

  it('is not accepted as a session or a token', async () => {
    const auth = await openAuth({ signUp: 'invite' });
    const { token, hash } = makeOpaqueToken('invite');
    await auth.invites.insert({ tokenHash: hash, createdAt: new Date(), expiresAt: hour(1), usedAt: null });
    expect((await auth.exchange(token)).status).toBe(401);
    await auth.close();
  });
});
