import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { authPaths } from '#libs/api/openapi.auth.js';

import { openAuth, type AuthFixture } from './auth.fixture.js';

describe('health of auth', () => {
  it('is live without its database, and ready only with it', async () => {
    const auth = await openAuth();
    expect((await auth.call('GET', '/health/live')).status).toBe(200);
    expect((await auth.call('GET', '/health/ready')).status).toBe(200);
    await auth.database.close();
    expect((await auth.call('GET', '/health/live')).status).toBe(200);
    const ready = await auth.call('GET', '/health/ready');
    expect(ready).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' }, headers: { 'retry-after': '5' } });
    expect(ready.body.detail).toBe('the database of accounts: no answer.');
    expect(JSON.stringify(ready.body)).not.toMatch(/sqlite|\/tmp/i);
    await auth.close();
  });

  it('answers an unknown address with problem+json', async () => {
    const auth = await openAuth();
    const answer = await auth.call('GET', '/api/auth/nothing');
    expect(answer).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect(answer.headers['content-type']).toContain('application/problem+json');
    await auth.close();
  });
});

describe('an unknown query parameter', () => {
  let auth: AuthFixture;
  let as: string;
  beforeAll(async () => {
    auth = await openAuth();
    as = (await auth.signUp()).sessionToken;
  });
  afterAll(() => auth.close());

  const calls = Object.entries(authPaths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => [method.toUpperCase() as 'GET' | 'POST' | 'DELETE', path.replace('{id}', 'x')] as const),
  );

  it.each(calls)('is refused by %s %s', async (method, path) => {
    const { status, body } = await auth.call(method, `${path}?dry_run=1`, { as });
    expect([status, body.code, body.detail]).toEqual([400, 'BAD_REQUEST', expect.stringContaining('dry_run')]);
  });
});
