import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { openAuth, type AuthFixture } from '../auth.fixture.js';

describe('DELETE /api/auth/tokens/:id', () => {
  let auth: AuthFixture;
  beforeEach(async () => {
    auth = await openAuth();
  });
  afterEach(() => auth.close());

  it("takes a token away at once; another person's is as good as none", async () => {
    const { sessionToken: as } = await auth.signUp();
    const eve = await auth.signUp('eve@example.org');
    const { id, token } = (await auth.call('POST', '/api/auth/tokens', { as, body: { name: 'sync', scopes: ['read'] } })).body;
    const revoke = (who: string) => auth.call('DELETE', `/api/auth/tokens/${id}`, { as: who });
    expect(await revoke(eve.sessionToken)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect((await auth.exchange(token)).status).toBe(200);
    expect((await revoke(as)).status).toBe(204);
    expect((await auth.exchange(token)).status).toBe(401);
    expect((await revoke(as)).status).toBe(404);
  });
});
