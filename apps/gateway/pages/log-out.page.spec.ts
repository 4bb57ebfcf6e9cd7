import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openGateway, type Gateway } from '../gateway.fixture.js';
import { NOBODY } from './pages.fixture.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await openGateway();
});
afterAll(() => gateway.close());

describe('the log-out', () => {
  it('ends the session at auth and in the browser', async () => {
    const { status, headers } = await gateway.send('/logout', { method: 'POST' });
    expect([status, headers.location]).toEqual([303, '/login']);
    expect(gateway.auth.count('/api/auth/logout')).toBe(1);
    expect(headers['set-cookie']?.[0]).toContain('Max-Age=0');
    expect(headers['clear-site-data']).toBe('"cache"');
  });

  it('clears a cookie that is no longer valid too', async () => {
    const { status, headers } = await gateway.send('/logout', { method: 'POST', headers: NOBODY });
    expect(status).toBe(303);
    expect(headers['set-cookie']?.[0]).toContain('Max-Age=0');
  });

  it('is no link: one in a picture could log people out', async () => {
    expect((await gateway.send('/logout')).status).toBeGreaterThanOrEqual(404);
  });
});
