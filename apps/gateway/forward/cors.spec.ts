import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openGateway, PICTURE, SESSION, TOKEN, type Gateway } from '../gateway.fixture.js';

const LISTED = 'https://app.example';
const bearer = { authorization: `Bearer ${TOKEN}` };
const cookie = { authorization: '', cookie: `shoebox_session=${SESSION}`, 'sec-fetch-site': 'cross-site' };

let gateway: Gateway;
beforeAll(async () => {
  gateway = await openGateway({ corsOrigins: [LISTED, 'http://localhost:5173'] });
});
afterAll(() => gateway.close());

const preflight = (path: string, origin: string, asked: Record<string, string> = {}) =>
  gateway.send(path, { method: 'OPTIONS', headers: { authorization: '', origin, 'access-control-request-method': 'PUT', ...asked } });

describe('a preflight', () => {
  it('of a listed origin is answered with the methods of the address and the headers of the API', async () => {
    const { status, text, headers } = await preflight('/api/images?name=a.png', LISTED, {
      'access-control-request-headers': 'authorization, content-type',
    });
    expect([status, text]).toEqual([204, '']);
    expect(headers).toMatchObject({
      'access-control-allow-origin': LISTED,
      'access-control-allow-methods': 'GET, POST, PUT, HEAD',
      'access-control-max-age': '600',
      vary: 'origin',
    });
    const allowed = String(headers['access-control-allow-headers']).split(', ');
    for (const name of ['authorization', 'content-type', 'if-none-match', 'if-range', 'range']) expect(allowed).toContain(name);
    for (const name of ['cookie', 'x-client-address', 'x-request-id']) expect(allowed).not.toContain(name);
    expect(headers).not.toHaveProperty('access-control-allow-credentials');
  });

  it.each([
    ['/api/images', 'https://evil.example'],
    ['/api/images', `${LISTED}.evil.example`],
    ['/api/images', 'http://app.example'],
    ['/api/images', 'null'],
    ['/api/nothing', LISTED],
    ['/login', LISTED],
    ['/ada/upload', LISTED],
  ])('for %s of %s is not', async (path, origin) => {
    const { status, headers } = await preflight(path, origin);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });
});

describe('a request of a listed origin', () => {
  it.each(['/api/images', `/get/${PICTURE}/m`])('with a token may be read by its page: %s', async (path) => {
    const { status, headers } = await gateway.send(path, { headers: { ...bearer, origin: LISTED, 'sec-fetch-site': 'cross-site' } });
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'access-control-allow-origin': LISTED, vary: 'origin' });
    expect(headers['access-control-expose-headers']).toContain('etag');
    expect(headers).not.toHaveProperty('access-control-allow-credentials');
  });

  it('with a token may change things, and its errors may be read', async () => {
    const headers = { ...bearer, origin: LISTED, 'sec-fetch-site': 'cross-site' };
    expect((await gateway.send('/api/images', { method: 'PUT', headers, body: 'x' })).headers['access-control-allow-origin']).toBe(LISTED);
    const refused = await gateway.send('/api/images', { headers: { ...headers, authorization: 'Bearer wrong' } });
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([401, LISTED]);
  });

  it('with a cookie may neither change nor read anything', async () => {
    const headers = { ...cookie, origin: LISTED };
    const change = await gateway.send('/api/trash', { method: 'DELETE', headers });
    const logIn = await gateway.send('/api/auth/login', { method: 'POST', headers, body: '{}' });
    const read = await gateway.send('/api/images', { headers });
    expect([change.status, logIn.status, read.status]).toEqual([403, 403, 200]);
    for (const answer of [change, logIn, read]) expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  });
});

it('a request of another origin gets no header, with a token either', async () => {
  for (const origin of ['https://evil.example', 'null', '']) {
    const { headers } = await gateway.send('/api/images', { headers: { ...bearer, origin } });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
    expect(headers.vary).toBe('origin');
  }
});

it('without the setting there is no CORS', async () => {
  const closed = await openGateway();
  const asked = { authorization: '', origin: LISTED, 'access-control-request-method': 'GET' };
  expect((await closed.send('/api/images', { method: 'OPTIONS', headers: asked })).status).toBe(405);
  const { headers } = await closed.send('/api/images', { headers: { ...bearer, origin: LISTED } });
  expect(headers).not.toHaveProperty('access-control-allow-origin');
  expect(headers).not.toHaveProperty('vary');
  await closed.close();
});
