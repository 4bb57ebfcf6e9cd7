import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openGateway, SESSION, type Gateway } from '../gateway.fixture.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await openGateway({ publicUrl: 'https://photos.example.org', allowedHosts: ['other.example', 'xn--bcher-kva.example'] });
});
afterAll(() => gateway.close());

const cookie = { authorization: '', cookie: `shoebox_session=${SESSION}` };

describe('a request for', () => {
  it.each([
    'photos.example.org',
    'PHOTOS.example.org.',
    'photos.example.org:8443',
    'other.example',
    'xn--bcher-kva.example',
    '127.0.0.1:3000',
    '192.168.1.7',
    '[::1]:3000',
    '[fe80::1]',
    'localhost:3000',
    'shoebox.localhost',
    'nas.local:3000',
    // One label: nobody can register such a name in the public DNS.
    'nas:3000',
    'gateway',
  ])('%s is answered', async (host) => {
    expect((await gateway.send('/api/images', { headers: { host } })).status).toBe(200);
  });

  it.each([
    'evil.example',
    'evil.example:3000',
    'photos.example.org.evil.example',
    'evil-photos.example.org',
    'localhost.evil.example',
    'local.evil.example',
    '127.0.0.1.evil.example',
    'evil.example.',
  ])('%s is refused, and nothing reaches a service', async (host) => {
    const [auth, media] = [gateway.auth.seen.length, gateway.media.seen.length];
    // As a page does whose own name resolves to the address of the drive: for the browser all of it is one origin.
    const headers = { ...cookie, host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };
    for (const [method, path] of [
      ['GET', '/api/images'],
      ['POST', '/api/auth/signup'],
      ['GET', '/login'],
      ['GET', '/health/ready'],
    ] as const) {
      expect((await gateway.send(path, { method, headers })).status).toBe(421);
    }
    const answer = await gateway.send('/api/images', { headers });
    expect(answer.json()).toMatchObject({ code: 'MISDIRECTED', detail: expect.stringContaining('SHOEBOX_ALLOWED_HOSTS') as string });
    expect([gateway.auth.seen.length, gateway.media.seen.length]).toEqual([auth, media]);
  });

  it.each(['a b', 'a/b', 'user@nas', '[::1', 'nas:port', '[evil.example]'])('%s is not valid', async (host) => {
    expect(await gateway.send('/api/images', { headers: { host } })).toMatchObject({ status: 400 });
  });

  it('a name in the request target counts, whatever the Host header is', async () => {
    const send = (path: string, host: string) => gateway.send(path, { headers: { host } });
    expect((await send('http://evil.example/api/images', 'nas.local')).status).toBe(421);
    expect((await send('http://nas.local/api/images', 'evil.example')).status).toBe(200);
  });
});

it('the forwarded name is checked as well, but only of a trusted proxy', async () => {
  const proxied = await openGateway({ publicUrl: 'https://photos.example.org', trustProxy: 1 });
  const status = async (to: Gateway, host: string, forwarded: string) =>
    (await to.send('/api/images', { headers: { host, 'x-forwarded-host': forwarded } })).status;
  expect(await status(proxied, '127.0.0.1:3000', 'photos.example.org')).toBe(200);
  expect(await status(proxied, '127.0.0.1:3000', 'evil.example')).toBe(421);
  // A page can set this header, but not Host.
  expect(await status(proxied, 'evil.example', 'photos.example.org')).toBe(421);
  expect(await status(gateway, 'nas.local', 'evil.example')).toBe(200);
  await proxied.close();
});
