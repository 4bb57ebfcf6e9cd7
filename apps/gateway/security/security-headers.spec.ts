import { expect, it } from 'vitest';

import { openGateway } from '../gateway.fixture.js';

const paths = ['/login', '/robots.txt', '/api/images', '/api/nothing', '/nobody/list/5', '/health/live', '/docs', '/get/%zz'];

it.each(paths)('%s on plain http has no header that only works over https', async (path) => {
  const gateway = await openGateway();
  const { headers } = await gateway.send(path);
  expect(headers).toMatchObject({
    'content-security-policy': expect.stringContaining("default-src 'none'; script-src 'self'; style-src 'self';") as string,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'x-frame-options': 'DENY',
  });
  expect(headers['content-security-policy']).not.toMatch(/unsafe|upgrade-insecure/);
  for (const name of ['strict-transport-security', 'cross-origin-opener-policy']) expect(headers).not.toHaveProperty(name);
  await gateway.close();
});

it('a page runs, loads and is framed by nothing of another site', async () => {
  const gateway = await openGateway();
  const { headers } = await gateway.send('/login');
  expect(String(headers['content-security-policy']).split('; ').toSorted()).toEqual([
    "base-uri 'none'",
    "connect-src 'self'",
    "default-src 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "img-src 'self' data: blob:",
    "manifest-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
  ]);
  await gateway.close();
});

it.each<[string, boolean]>([
  ['/api/images', true],
  ['/get/01k00000000000000000000000', true],
  ['/health/live', true],
  ['/robots.txt', false],
])('%s: no cache keeps the answer: %s', async (path, kept) => {
  const gateway = await openGateway();
  expect((await gateway.send(path)).headers['cache-control'] === 'no-store').toBe(kept);
  await gateway.close();
});

it.each<[string, Parameters<typeof openGateway>[0], Record<string, string>, boolean]>([
  ['https by a trusted proxy', { trustProxy: 1 }, { 'x-forwarded-proto': 'https' }, true],
  ['https claimed by a client', {}, { 'x-forwarded-proto': 'https' }, false],
  ['at the configured https address', { publicUrl: 'https://photos.example.org' }, { host: 'photos.example.org' }, true],
  ['at another address', { publicUrl: 'https://photos.example.org' }, { host: '192.168.1.7:3000' }, false],
  ['at the configured http address', { publicUrl: 'http://photos.example.org' }, { host: 'photos.example.org' }, false],
])('%s', async (_, options, headers, https) => {
  const gateway = await openGateway(options);
  const answered = (await gateway.send('/login', { headers })).headers;
  expect('strict-transport-security' in answered).toBe(https);
  expect('cross-origin-opener-policy' in answered).toBe(https);
  await gateway.close();
});
