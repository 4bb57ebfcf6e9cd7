import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { tokenHash } from '#libs/accounts/opaque-token.js';
import { SessionList } from '#libs/api/account.js';

import { openAuth, PASSWORD, type AuthFixture } from '../auth.fixture.js';

describe('GET /api/auth/sessions', () => {
  let auth: AuthFixture;
  beforeEach(async () => {
    auth = await openAuth();
  });
  afterEach(() => auth.close());

  it('lists the sessions of the caller with their devices, and marks the current one', async () => {
    const { sessionToken } = await auth.signUp();
    await auth.signUp('eve@example.org');
    await auth.logIn('ada', PASSWORD, { 'user-agent': 'curl/8.5.0' });
    const { status, body } = await auth.call('GET', '/api/auth/sessions', { as: sessionToken });
    expect(status).toBe(200);
    expect(SessionList.strict().parse(body)).toEqual(body);
    expect(body.items).toHaveLength(2);
    expect(body.items.find((item: { device: string }) => item.device === 'curl 8.5')).toMatchObject({ current: false });
    expect(body.items.find((item: { device: string }) => item.device !== 'curl 8.5')).toMatchObject({ current: true });
    expect(JSON.stringify(body)).not.toContain(tokenHash(sessionToken));
  });

  it('leaves out expired sessions', async () => {
    const { user, sessionToken } = await auth.signUp();
    await auth.logIn('ada', PASSWORD);
    const old = (await auth.sessions.list(user.id)).find(({ tokenHash: hash }) => hash !== tokenHash(sessionToken))!;
    await auth.sessions.touch(old.id, new Date(0), new Date(Date.now() - 1));
    const { body } = await auth.call('GET', '/api/auth/sessions', { as: sessionToken });
    expect(body.items).toMatchObject([{ current: true }]);
  });
});

describe('DELETE /api/auth/sessions/:id', () => {
  let auth: AuthFixture;
  beforeEach(async () => {
    auth = await openAuth();
  });
  afterEach(() => auth.close());

  it('ends another session of the caller, once', async () => {
    const { sessionToken } = await auth.signUp();
    const lost = (await auth.logIn('ada', PASSWORD)).body.sessionToken;
    const { sessionId } = (await auth.exchange(lost)).body;
    const revoke = () => auth.call('DELETE', `/api/auth/sessions/${sessionId}`, { as: sessionToken });
    expect((await revoke()).status).toBe(204);
    expect((await auth.exchange(lost)).status).toBe(401);
    expect((await auth.exchange(sessionToken)).status).toBe(200);
    expect(await revoke()).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });

  it("gives the same response for another person's session as for an unknown id, and keeps that session", async () => {
    const { sessionToken } = await auth.signUp();
    const eve = await auth.signUp('eve@example.org');
    const { sessionId } = (await auth.exchange(sessionToken)).body;
    const answers = [];
    for (const id of [sessionId, '..%2F..%2Fetc', "'%20OR%201=1"]) {
      const { status, body } = await auth.call('DELETE', `/api/auth/sessions/${id}`, { as: eve.sessionToken });
      answers.push({ status, body: { ...body, requestId: '' } });
    }
    expect(answers[0]).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect((await auth.exchange(sessionToken)).status).toBe(200);
  });
});

describe('POST /api/auth/logout', () => {
  let auth: AuthFixture;
  let token: string;
  beforeEach(async () => {
    auth = await openAuth();
    token = (await auth.signUp()).sessionToken;
  });
  afterEach(() => auth.close());

  it('ends the current session only', async () => {
    const other = (await auth.logIn('ada', PASSWORD)).body.sessionToken;
    expect(await auth.call('POST', '/api/auth/logout', { as: token })).toMatchObject({ status: 204, body: undefined });
    expect((await auth.exchange(token)).status).toBe(401);
    expect((await auth.exchange(other)).status).toBe(200);
  });

  it('keeps the session ended after a restart', async () => {
    await auth.call('POST', '/api/auth/logout', { as: token });
    await auth.restart();
    expect((await auth.exchange(token)).status).toBe(401);
  });

  it('succeeds when the session has ended meanwhile', async () => {
    const { body } = await auth.exchange(token);
    const headers = { authorization: `Bearer ${body.jwt}` };
    for (const _ of [1, 2]) expect((await auth.call('POST', '/api/auth/logout', { headers })).status).toBe(204);
  });

  it('refuses access tokens', async () => {
    const body = { name: 'sync', scopes: ['read'] };
    const named = (await auth.call('POST', '/api/auth/tokens', { as: token, body })).body.token;
    expect(await auth.call('POST', '/api/auth/logout', { as: named })).toMatchObject({ status: 403, body: { code: 'SCOPE_MISSING' } });
  });
});
