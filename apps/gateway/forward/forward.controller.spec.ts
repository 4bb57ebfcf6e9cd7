import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openGateway, PICTURE, type Gateway } from '../gateway.fixture.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await openGateway();
});
afterAll(() => gateway.close());

describe('routes', () => {
  it.each([
    ['GET', '/api/images', 'media'],
    ['GET', '/api/images/?limit=3', 'media'],
    ['POST', '/api/images?name=a.jpg', 'media'],
    ['PATCH', `/api/images/${PICTURE}`, 'media'],
    ['POST', `/api/images/${PICTURE}/retry`, 'media'],
    ['DELETE', '/api/trash', 'media'],
    ['GET', `/get/${PICTURE}`, 'media'],
    ['HEAD', `/get/${PICTURE}/s?v=1`, 'media'],
    ['GET', '/api/auth/me', 'auth'],
    ['DELETE', '/api/auth/sessions/s2', 'auth'],
  ] as const)('%s %s is forwarded to %s unchanged', async (method, path, service) => {
    const response = await gateway.send(path, { method });
    expect(response.status).toBeLessThan(300);
    expect(gateway[service].seen.at(-1)).toMatchObject({ method, url: path, headers: { authorization: `Bearer jwt-for-${service}` } });
  });

  it.each([
    ['/exchange'],
    ['/.well-known/jwks.json'],
    [`/trash/${PICTURE}/s`],
    ['/metrics'],
    ['/api'],
    ['/api/nothing'],
    ['/api/images/a/b'],
    ['/api/auth/exchange'],
    [`/get/${PICTURE}/s/x`],
    ['/get/%zz'],
    [`/get/${'a'.repeat(5000)}/${'a'.repeat(5000)}/x`],
    ['/get/../exchange'],
    ['/get/./x'],
    ['/get/..%2fexchange'],
    ['/get/%2e%2e'],
    ['/api/images/%2e%2e/trash'],
    ['/get/a%5cb'],
    ['/get/a%00b'],
  ])('%.40s is not forwarded', async (path) => {
    const before = gateway.auth.seen.length + gateway.media.seen.length;
    const known = gateway.auth.count('/exchange');
    const response = await gateway.send(path);
    expect(response.status).toBe(404);
    if (/^\/(api|get)/.test(path)) expect(response.json()).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    // Except the exchange that finds the caller, whose menu the error page shows.
    const exchanges = gateway.auth.count('/exchange') - known;
    expect(gateway.auth.seen.length + gateway.media.seen.length - exchanges).toBe(before);
  });

  it.each([
    ['GET', '/api/auth/login', 'POST'],
    ['PUT', '/api/albums', 'GET, POST, HEAD'],
    ['POST', `/get/${PICTURE}`, 'GET, HEAD'],
    ['OPTIONS', '/api/trash', 'DELETE'],
  ])('%s %s is refused with the methods that are allowed', async (method, path, allow) => {
    const response = await gateway.send(path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.allow).toBe(allow);
    expect(response.json()).toMatchObject({ code: 'METHOD_NOT_ALLOWED' });
  });

  it('forwards an upload by PUT as POST', async () => {
    for (const path of ['/api/images?name=a.png', '/api/shares/upload']) {
      expect((await gateway.send(path, { method: 'PUT', body: 'picture' })).status).toBe(200);
      expect(gateway.media.seen.at(-1)).toMatchObject({ method: 'POST', url: path });
    }
  });

  it.each([['/api/images'], [`/get/${PICTURE}`], ['/api/auth/me']])('%s needs a session', async (path) => {
    for (const authorization of ['', 'Bearer wrong', 'Bearer']) {
      const response = await gateway.send(path, { headers: { authorization } });
      expect(response.status).toBe(401);
      expect(response.json()).toMatchObject({ code: 'NOT_LOGGED_IN', requestId: response.headers['x-request-id'] });
    }
  });
});
