import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ADA, openGateway, sendJson, SESSION, type Gateway } from '../gateway.fixture.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await openGateway({ publicUrl: 'https://photos.example.org' });
});
afterAll(() => gateway.close());

const OWN = 'drive.local:3000';
const cookie = { authorization: '', cookie: `shoebox_session=${SESSION}`, host: OWN };

describe('a change with a cookie', () => {
  it.each<[Record<string, string>, boolean]>([
    [{ 'sec-fetch-site': 'same-origin' }, true],
    [{ 'sec-fetch-site': 'none' }, true],
    [{ 'sec-fetch-site': 'same-site' }, false],
    [{ 'sec-fetch-site': 'cross-site' }, false],
    [{ 'sec-fetch-site': 'nonsense' }, false],
    [{ 'sec-fetch-site': '' }, false],
    // Sec-Fetch-Site counts before Origin.
    [{ 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' }, true],
    [{ 'sec-fetch-site': 'cross-site', origin: `http://${OWN}` }, false],
    [{ origin: `http://${OWN}` }, true],
    [{ origin: `https://${OWN}` }, true],
    [{ origin: 'http://drive.local' }, false],
    [{ origin: 'http://drive.local:3001' }, false],
    [{ origin: 'https://photos.example.org' }, true],
    [{ origin: 'https://photos.example.org.evil.example' }, false],
    [{ origin: 'https://evil.example' }, false],
    [{ origin: 'http://drive.local.evil.example', host: 'drive.local' }, false],
    [{ origin: 'null' }, false],
    [{ origin: '' }, false],
    [{ origin: `http://evil.example@${OWN}` }, true],
    [{ origin: 'http://drive.local', host: 'drive.local:80' }, true],
    [{ origin: 'http://evil.example', 'x-forwarded-host': 'evil.example' }, false],
    [{ authorization: 'Basic YTpi', 'sec-fetch-site': 'cross-site' }, false],
    // A client that is not a browser.
    [{}, true],
  ])('%j', async (headers, allowed) => {
    const before = gateway.media.seen.length;
    const response = await gateway.send('/api/trash', { method: 'DELETE', headers: { ...cookie, ...headers } });
    expect(response.status).toBe(allowed ? 200 : 403);
    if (!allowed) expect(response.json()).toMatchObject({ code: 'CROSS_SITE' });
    expect(gateway.media.seen.length - before).toBe(allowed ? 1 : 0);
  });
});

const EVIL = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example', host: OWN };

it('requests with a bearer token and reads are not checked', async () => {
  expect((await gateway.send('/api/trash', { method: 'DELETE', headers: EVIL })).status).toBe(200);
  expect((await gateway.send('/api/images', { headers: { ...cookie, ...EVIL } })).status).toBe(200);
});

describe.each([
  ['/api/auth/login', 'application/json', '{"email":"a@b.c","password":"12345678"}'],
  ['/api/auth/signup', 'text/plain', '{"email":"a@b.c","password":"12345678"}'],
  ['/api/auth/logout', 'text/plain', ''],
  ['/login', 'application/x-www-form-urlencoded', 'email=a&password=b'],
  ['/signup', 'application/x-www-form-urlencoded', 'email=a&password=b'],
  ['/logout', 'application/x-www-form-urlencoded', ''],
  ['/ada/upload', 'multipart/form-data; boundary=x', '--x--'],
  ['/ada/delete/01kdc7q3v8x2m4n6p8r0s2t4v6', 'application/x-www-form-urlencoded', ''],
])('POST %s', (path, type, body) => {
  it('from a page of another site is refused before auth is asked', async () => {
    gateway.auth.answer = (_request, response) =>
      sendJson(response, 201, { user: ADA, sessionToken: SESSION, expiresAt: '2030-01-01T00:00:00Z' });
    const before = gateway.auth.seen.length;
    const response = await gateway.send(path, { method: 'POST', body, headers: { ...cookie, ...EVIL, 'content-type': type } });
    expect(response.status).toBe(403);
    expect(response.headers).not.toHaveProperty('set-cookie');
    expect(gateway.auth.seen.length).toBe(before);
  });
});
