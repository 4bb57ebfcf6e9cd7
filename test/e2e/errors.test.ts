import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { header } from '../harness/http/answer.js';
import { Client, PASSWORD } from '../harness/http/client.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { jpeg } from '../harness/images/images.js';

let drive: TestDrive;
let ada: Client;
beforeAll(async () => {
  drive = await openDrive();
  ada = await Client.signUp(drive.url);
});
afterAll(() => drive.close());

const JSON_ROUTES: [method: string, path: string][] = [
  ['POST', '/api/auth/signup'],
  ['POST', '/api/auth/login'],
  ['POST', '/api/auth/password'],
  ['POST', '/api/auth/tokens'],
  ['PATCH', '/api/images/:id'],
];

describe.each(JSON_ROUTES)('%s %s', (method, path) => {
  let filled = path;
  beforeAll(async () => {
    filled = path.replace(':id', (await ada.upload(await jpeg())).id);
  });

  it.each(['', '{', 'nonsense', '{"a":}', '{"email":"a"', '\u0000', '[]', '5', '"text"', 'null', '{"__proto__":{"admin":true}}'])(
    'refuses the body %j',
    async (body) => {
      await ada.refusedJson('BAD_REQUEST', method, filled, body);
    },
  );

  it('requires Content-Type: application/json', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'nonsense', '']) {
      await ada.refused('UNSUPPORTED_TYPE', method, filled, { body: '{}', headers: { 'content-type': type } });
    }
  });

  it('refuses a body that is too large', async () => {
    await ada.refusedJson('TOO_LARGE', method, filled, { email: 'x'.repeat(300_000) });
  });
});

it('the Content-Type of JSON may have parameters', async () => {
  const body = JSON.stringify({ email: ada.user.email, password: PASSWORD });
  const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
  await new Client(drive.url).send('POST', '/api/auth/login', { status: 200, body, headers });
});

describe('unknown addresses', () => {
  it.each([
    '/api',
    '/api/',
    '/api/nothing',
    '/api/images/x/y',
    '/api/auth',
    '/api/auth/x',
    '/get',
    '/get/',
    '/api/%zz',
    '/api/%00',
    '/api/images//',
  ])('%s', async (path) => {
    await ada.refused('NOT_FOUND', 'GET', path);
  });

  it.each<[string, string, string]>([
    ['PUT', '/api/albums', 'GET, POST, HEAD'],
    ['DELETE', '/api/images', 'GET, POST, PUT, HEAD'],
    ['GET', '/api/trash', 'DELETE'],
    ['GET', '/api/auth/login', 'POST'],
    ['DELETE', '/api/auth/me', 'GET, HEAD'],
  ])('%s %s is 405 with the allowed methods', async (method, path, allow) => {
    const { headers } = await ada.refused('METHOD_NOT_ALLOWED', method, path);
    expect(String(headers['allow']).split(', ').toSorted()).toEqual(allow.split(', ').toSorted());
  });

  it.each([
    ['GET', '/api/images/01kdc7q3v8x2m4n6p8r0s2t4v6'],
    ['POST', '/api/images/01kdc7q3v8x2m4n6p8r0s2t4v6/restore'],
    ['DELETE', '/api/trash'],
    ['GET', '/get/01kdc7q3v8x2m4n6p8r0s2t4v6'],
  ])('%s %s with an unknown query parameter is 400', async (method, path) => {
    await ada.refused('BAD_REQUEST', method, `${path}?a=1`);
  });
});

describe('request ids', () => {
  it('are in header and body, new for each request, and never chosen by the client', async () => {
    const headers = { 'x-request-id': 'mine-mine-mine' };
    const ids = new Set<string>();
    for (let count = 0; count < 3; count++) {
      const problem = await ada.refused('NOT_FOUND', 'GET', '/api/images/nonsense', { headers });
      expect(problem.headers['x-request-id']).toBe(problem.requestId);
      ids.add(problem.requestId);
    }
    expect(ids.size).toBe(3);
    expect([...ids]).not.toContain('mine-mine-mine');
  });

  it('are on error pages', async () => {
    const answer = await ada.get(`/${ada.user.name}/nothing`, { status: 404 });
    expect(answer.text).toContain(header(answer, 'x-request-id'));
  });
});

describe('invalid or oversized HTTP', () => {
  const raw = async (request: string): Promise<string> => {
    const { hostname, port } = new URL(drive.url);
    const socket = connect(Number(port), hostname);
    socket.write(request);
    const answer = await text(socket).catch(() => '');
    expect(answer).not.toMatch(/\bat .*:\d+:\d+|node_modules/);
    return answer;
  };

  it.each([
    ['garbage', 'GARBAGE\r\n\r\n', 400],
    ['no host', 'GET /api/images HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    [
      'a length beside chunks',
      'POST /api/images HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['two lengths', 'POST /api/images HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello', 400],
    ['an endless address', `GET /api/images?q=${'x'.repeat(60_000)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`, 431],
  ])('%s is answered with problem+json', async (_, request, status) => {
    const answer = await raw(request);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer.toLowerCase()).toContain('content-type: application/problem+json');
    await ada.get('/api/auth/me');
  });
});

describe('without a session', () => {
  it('the drive reports that it is live and ready', async () => {
    const nobody = new Client(drive.url);
    for (const path of ['/health/live', '/health/ready', '/health/ready/']) {
      const answer = await nobody.get(path, { status: 200 });
      expect(answer.json()).toEqual({ status: 'ok' });
      expect(header(answer, 'cache-control')).toBe('no-store');
    }
    expect((await nobody.get('/robots.txt', { status: 200 })).text).toContain('Disallow: /');
    await nobody.get('/metrics', { status: 404 });
  });
});
