import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { tokenHash } from '#libs/accounts/opaque-token.js';
import { SessionList } from '#libs/contract/account.js';

import { openAuth, PASSWORD, type AuthFixture } from '../auth.fixture.js';

describe('GET /api/auth/sessions', () => {
  let auth: AuthFixture;
  beforeEach(async () => {
    auth = await openAuth();
  });
  afterEach(() => auth.close());

  it('lists the sessions of the caller with their device, and marks the one that asks', async () => {
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

  it('leaves out those that have expired', async () => {
    const { user, sessionToken } = await auth.signUp();
    await auth.logIn('ada', PASSWORD);
    const old = (await auth.sessions.list(user.id)).find(({ tokenHash: hash }) => hash !== tokenHash(sessionToken))!;
    await auth.sessions.touch(old.id, new Date(0), new Date(Date.now() - 1));
    const { body } = await auth.call('GET', '/api/auth/sessions', { as: sessionToken });
    expect(body.items).toMatchObject([{ current: true }]);
  });
});
