import { afterEach, describe, expect, it } from 'vitest';

import { ClientAddressSigner } from '#libs/http/client-address.js';

import {
  ADA,
  authAnswer,
  GATEWAY_SECRET,
  openGateway,
  sendJson,
  sendProblem,
  SESSION,
  type Gateway,
  type Options,
} from '../gateway.fixture.js';

const LOGGED_IN = { user: ADA, sessionToken: 'sbs_new', expiresAt: '2030-01-01T00:00:00.000Z' };
const STARTED = { ...LOGGED_IN, deviceCookie: 'new.device~other.device' };
const credentials = JSON.stringify({ email: 'ada@example.org', password: 'seven green bicycles' });

let gateway: Gateway;
afterEach(() => gateway.close());

const logIn = (headers: Record<string, string> = {}) =>
  gateway.send('/api/auth/login', {
    method: 'POST',
    body: credentials,
    headers: { authorization: '', 'content-type': 'application/json', ...headers },
  });

describe('the session cookie', () => {
  it.each<[string, Options, Record<string, string>, string]>([
    ['on http', {}, {}, 'shoebox_session=sbs_new; Max-Age=34560000; Path=/; HttpOnly; SameSite=Lax'],
    [
      'on https by a proxy',
      { trustProxy: 1 },
      { 'x-forwarded-proto': 'https' },
      '__Host-shoebox_session=sbs_new; Max-Age=34560000; Path=/; HttpOnly; Secure; SameSite=Lax',
    ],
    [
      'when a client claims https without a trusted proxy',
      {},
      { 'x-forwarded-proto': 'https' },
      'shoebox_session=sbs_new; Max-Age=34560000; Path=/; HttpOnly; SameSite=Lax',
    ],
    [
      'replaces one that was planted',
      {},
      { cookie: 'shoebox_session=planted' },
      'shoebox_session=sbs_new; Max-Age=34560000; Path=/; HttpOnly; SameSite=Lax',
    ],
  ])('%s', async (_, options, headers, cookie) => {
    gateway = await openGateway(options);
    gateway.auth.answer = (_request, response) => sendJson(response, 200, STARTED);
    const response = await logIn(headers);
    const device = cookie.replace('_session=sbs_new', `_device=${STARTED.deviceCookie}`);
    expect(response).toMatchObject({ status: 200, headers: { 'set-cookie': [cookie, device], 'cache-control': 'no-store' } });
    expect(response.json()).toEqual(LOGGED_IN);
  });

  it.each<[string, Options, Record<string, string>, number]>([
    ['is accepted', {}, { cookie: `a=b; shoebox_session=${SESSION}; c=d` }, 200],
    ['with another name is ignored', {}, { cookie: `xshoebox_session=${SESSION}` }, 401],
    ['without __Host- is ignored on https', { trustProxy: 1 }, { 'x-forwarded-proto': 'https', cookie: `shoebox_session=${SESSION}` }, 401],
    [
      'with __Host- is accepted on https',
      { trustProxy: 1 },
      { 'x-forwarded-proto': 'https', cookie: `__Host-shoebox_session=${SESSION}` },
      200,
    ],
    ['with __Host- is ignored on http', {}, { cookie: `__Host-shoebox_session=${SESSION}` }, 401],
    ['is ignored beside an invalid bearer token', {}, { authorization: 'Bearer wrong', cookie: `shoebox_session=${SESSION}` }, 401],
    ['is ignored beside an empty bearer token', {}, { authorization: 'Bearer', cookie: `shoebox_session=${SESSION}` }, 401],
    ['does not matter beside a valid bearer token', {}, { authorization: `bearer ${SESSION}`, cookie: 'shoebox_session=wrong' }, 200],
    ['is accepted beside another scheme than Bearer', {}, { authorization: 'Basic YTpi', cookie: `shoebox_session=${SESSION}` }, 200],
  ])('%s', async (_, options, headers, status) => {
    gateway = await openGateway(options);
    expect((await gateway.send('/api/images', { headers: { authorization: '', ...headers } })).status).toBe(status);
  });

  it('is cleared at log-out, together with the browser’s cache', async () => {
    gateway = await openGateway();
    const response = await gateway.send('/api/auth/logout', { method: 'POST' });
    expect(response).toMatchObject({
      status: 204,
      headers: { 'set-cookie': ['shoebox_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax'], 'clear-site-data': '"cache"' },
    });
    expect(gateway.auth.seen.at(-1)).toMatchObject({ url: '/api/auth/logout', headers: { authorization: 'Bearer jwt-for-auth' } });
  });

  it('auth is not asked about a value longer than any token', async () => {
    gateway = await openGateway();
    expect((await gateway.send('/api/images', { headers: { authorization: `Bearer ${'a'.repeat(201)}` } })).status).toBe(401);
    expect(gateway.auth.seen).toHaveLength(0);
  });
});

describe('log-in and sign-up', () => {
  it('pass on an error of auth with its Retry-After, and set no cookie', async () => {
    gateway = await openGateway();
    gateway.auth.answer = (_request, response) => sendProblem(response, 429, 'RATE_LIMITED', { 'retry-after': '77' });
    const response = await logIn();
    expect(response).toMatchObject({ status: 429, headers: { 'retry-after': '77' } });
    expect(response.json()).toMatchObject({
      code: 'RATE_LIMITED',
      detail: 'Said by the inner service.',
      requestId: response.headers['x-request-id'],
    });
    expect(response.headers).not.toHaveProperty('set-cookie');
  });

  it('send address and user agent of the client to auth', async () => {
    gateway = await openGateway();
    gateway.auth.answer = (_request, response) => sendJson(response, 201, STARTED);
    const headers = { authorization: '', 'content-type': 'application/json', 'user-agent': 'curl/8.5', 'x-client-address': '6.6.6.6' };
    const response = await gateway.send('/api/auth/signup', { method: 'POST', body: credentials, headers });
    expect(response.status).toBe(201);
    expect(response.headers['set-cookie']).toHaveLength(2);
    const seen = gateway.auth.seen.at(-1)!.headers;
    expect(seen).toMatchObject({ 'x-client-address': '127.0.0.1', 'user-agent': 'curl/8.5' });
    expect(new ClientAddressSigner(GATEWAY_SECRET).verify(seen)).toBe('127.0.0.1');
    expect(seen).not.toHaveProperty('x-device-cookie');
    expect(gateway.auth.seen.at(-1)?.headers).not.toHaveProperty('authorization');
  });

  it.each<[string, Options, Record<string, string>, string | undefined]>([
    ['goes to auth', {}, { cookie: 'a=b; shoebox_device=mine.x.y~hers.x.y' }, 'mine.x.y~hers.x.y'],
    [
      'goes to auth with __Host- on https',
      { trustProxy: 1 },
      { 'x-forwarded-proto': 'https', cookie: 'shoebox_device=planted; __Host-shoebox_device=mine' },
      'mine',
    ],
    ['does not go there with what it can not contain', {}, { cookie: 'shoebox_device=a%0d%0ab' }, undefined],
    ['does not go there when it is too long', {}, { cookie: `shoebox_device=${'x'.repeat(1001)}` }, undefined],
    ['can not be sent as a header', {}, { 'x-device-cookie': 'mine' }, undefined],
  ])('the device cookie %s', async (_what, options, headers, sent) => {
    gateway = await openGateway(options);
    gateway.auth.answer = (_request, response) => sendJson(response, 200, STARTED);
    expect((await logIn(headers)).status).toBe(200);
    expect(gateway.auth.seen.at(-1)?.headers['x-device-cookie']).toBe(sent);
  });

  it.each([
    ['an untrusted client says another', 0, '203.0.113.9', '127.0.0.1'],
    ['a proxy is trusted', 1, '6.6.6.6, 203.0.113.9', '203.0.113.9'],
  ])('the address is signed as the gateway saw it when %s', async (_what, trustProxy, forwarded, address) => {
    gateway = await openGateway({ trustProxy });
    gateway.auth.answer = (_request, response) => sendJson(response, 200, STARTED);
    const forged = new ClientAddressSigner('another secret').headers('203.0.113.10');
    await logIn({ ...forged, 'x-forwarded-for': forwarded, forwarded: `for=${forwarded}`, 'x-real-ip': forwarded });
    expect(new ClientAddressSigner(GATEWAY_SECRET).verify(gateway.auth.seen.at(-1)!.headers)).toBe(address);
  });

  it.each([
    ['{"email":"a"', 'application/json', 400],
    ['{"email":"a","password":"b","role":"admin"}', 'application/json', 400],
    ['{"email":{"$ne":null},"password":"b"}', 'application/json', 400],
    ['email=a&password=b', 'application/x-www-form-urlencoded', 415],
    [`{"email":"${'a'.repeat(20_000)}"}`, 'application/json', 413],
  ])('refuse %.40s', async (body, type, status) => {
    gateway = await openGateway();
    const response = await gateway.send('/api/auth/login', { method: 'POST', body, headers: { 'content-type': type } });
    expect(response.status).toBe(status);
    expect(gateway.auth.seen).toHaveLength(0);
  });
});

describe('POST /api/auth/password', () => {
  const change = { method: 'POST', body: '{"current":"a","next":"b"}', headers: { cookie: 'shoebox_device=mine.x.y' } };

  it('gives the client the device cookie that auth made for it, and tells auth of the one it had', async () => {
    gateway = await openGateway();
    const exchange = authAnswer();
    gateway.auth.answer = (request, response) => {
      if (request.url !== '/api/auth/password') return exchange(request, response);
      response.writeHead(204, { 'x-device-cookie': 'new.x.y' }).end();
    };
    const { status, headers } = await gateway.send('/api/auth/password', change);
    expect(status).toBe(204);
    expect(headers['set-cookie']).toEqual([expect.stringMatching(/^shoebox_device=new\.x\.y; .*HttpOnly/)]);
    expect(headers).not.toHaveProperty('x-device-cookie');
    expect(gateway.auth.seen.at(-1)?.headers['x-device-cookie']).toBe('mine.x.y');
  });

  it('passes a refusal on, with no cookie', async () => {
    gateway = await openGateway();
    const exchange = authAnswer();
    gateway.auth.answer = (request, response) =>
      request.url === '/api/auth/password' ? sendProblem(response, 401, 'BAD_CREDENTIALS', {}) : exchange(request, response);
    const answer = await gateway.send('/api/auth/password', change);
    expect([answer.status, answer.json()['code']]).toEqual([401, 'BAD_CREDENTIALS']);
    expect(answer.headers).not.toHaveProperty('set-cookie');
  });
});

describe('a token that is revoked through this gateway is refused at once', () => {
  it.each([
    ['POST', '/api/auth/logout'],
    ['DELETE', '/api/auth/sessions/s1'],
    ['DELETE', '/api/auth/tokens/t1'],
    ['POST', '/api/auth/password'],
  ])('%s %s', async (method, path) => {
    gateway = await openGateway();
    let valid = [SESSION];
    const exchange = authAnswer(() => valid);
    gateway.auth.answer = (request, response) => {
      if (request.url === path) valid = [];
      return exchange(request, response);
    };
    expect((await gateway.send('/api/images')).status).toBe(200);
    expect((await gateway.send(path, { method })).status).toBe(204);
    expect((await gateway.send('/api/images')).status).toBe(401);
  });
});
