import { afterAll, beforeAll, expect, it } from 'vitest';

import { openGateway, type Gateway } from '../gateway.fixture.js';
import { NOBODY } from './pages.fixture.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await openGateway();
});
afterAll(() => gateway.close());

it.each([
  ['who is logged in to their pictures', {}, '/ada/list/5'],
  ['anybody else to the log-in', NOBODY, '/login'],
])('/ sends %s', async (_who, headers, location) => {
  const response = await gateway.send('/', { headers });
  expect([response.status, response.headers.location]).toEqual([303, location]);
});
