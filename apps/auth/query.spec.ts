import { afterAll, beforeAll, expect, it } from 'vitest';

import { authPaths } from '#libs/contract/openapi.auth.js';

import { openAuth, type AuthFixture } from './auth.fixture.js';

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

it.each(calls)('%s %s refuses a name in the query that it does not know', async (method, path) => {
  const { status, body } = await auth.call(method, `${path}?dry_run=1`, { as });
  expect([status, body.code, body.detail]).toEqual([400, 'BAD_REQUEST', expect.stringContaining('dry_run')]);
});
