import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { openAuth, PASSWORD, type AuthFixture } from '../auth.fixture.js';

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

  it("answers the same for another person's session as for nonsense, and leaves it alone", async () => {
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
