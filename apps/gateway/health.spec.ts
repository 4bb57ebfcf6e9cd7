import { afterEach, beforeEach, expect, it } from 'vitest';

import { Readiness } from '#libs/http/readiness.js';

import { openGateway, sendJson, sendProblem, type Gateway } from './gateway.fixture.js';

let gateway: Gateway;
beforeEach(async () => {
  gateway = await openGateway();
  for (const inner of [gateway.auth, gateway.media]) inner.answer = (_request, response) => sendJson(response, 200, { status: 'ok' });
});
afterEach(() => gateway.close());

const nobody = { headers: { authorization: '' } };

it('is ready when both services are, without a session', async () => {
  const response = await gateway.send('/health/ready', nobody);
  expect([response.status, response.json()]).toEqual([200, { status: 'ok' }]);
  for (const inner of [gateway.auth, gateway.media]) expect(inner.count('/health/ready')).toBe(1);
});

it('asks the services once for many requests', async () => {
  const requests = 20;
  const arrived = Promise.withResolvers<void>();
  let count = 0;
  gateway.app.getHttpServer().on('request', () => {
    if (++count === requests) arrived.resolve();
  });
  // Answered only when all requests are there, so that a slow machine makes no second check.
  gateway.auth.answer = (_request, response) => void arrived.promise.then(() => sendJson(response, 200, { status: 'ok' }));
  const responses = await Promise.all(Array.from({ length: requests }, () => gateway.send('/health/ready', nobody)));
  for (const { status } of responses) expect(status).toBe(200);
  expect([gateway.auth.count('/health/ready'), gateway.media.count('/health/ready')]).toEqual([1, 1]);
});

it('asks the services again only when a second has passed', async () => {
  let time = 0;
  Object.assign(gateway.app.get(Readiness), { now: () => time });
  for (const [at, asked] of [
    [0, 1],
    [999, 1],
    [1000, 2],
  ] as const) {
    time = at;
    expect((await gateway.send('/health/ready', nobody)).status).toBe(200);
    expect([gateway.auth.count('/health/ready'), gateway.media.count('/health/ready')]).toEqual([asked, asked]);
  }
});

it('says what is wrong without addresses', async () => {
  gateway.auth.answer = (_request, response) => sendProblem(response, 503, 'UNAVAILABLE');
  gateway.media.server.closeAllConnections();
  gateway.media.server.close();
  const response = await gateway.send('/health/ready/', nobody);
  expect(response).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
  expect(response.json()).toMatchObject({ code: 'UNAVAILABLE', detail: 'auth: Said by the inner service. media: no answer.' });
  expect(response.text).not.toContain('127.0.0.1');
});

it.each([
  [360, 'ahead of'],
  [-360, 'behind'],
])('says whose clock differs by %i seconds', async (seconds, side) => {
  gateway.media.answer = (_request, response) =>
    sendJson(response, 200, { status: 'ok' }, { date: new Date(Date.now() + seconds * 1000).toUTCString() });
  const { status, text } = await gateway.send('/health/ready', nobody);
  expect([status, text]).toEqual([
    503,
    expect.stringMatching(`media: The clock of media is 3(59|60|61) seconds ${side} the clock of this machine`),
  ]);
});

it('compares the clocks of the services with each other', async () => {
  for (const [inner, seconds] of [
    [gateway.auth, 240],
    [gateway.media, -240],
  ] as const) {
    inner.answer = (_request, response) =>
      sendJson(response, 200, { status: 'ok' }, { date: new Date(Date.now() + seconds * 1000).toUTCString() });
  }
  expect((await gateway.send('/health/ready', nobody)).text).toMatch(/4(79|80|81) seconds (ahead of|behind) the clock of (auth|media)/);
});

it('is live whatever the services do', async () => {
  for (const inner of [gateway.auth, gateway.media]) inner.server.close();
  expect((await gateway.send('/health/live', nobody)).status).toBe(200);
});

it('has no metrics on the public port', async () => {
  expect((await gateway.send('/metrics')).status).toBe(404);
});

it('robots.txt disallows everything', async () => {
  const { headers, text } = await gateway.send('/robots.txt', nobody);
  expect([headers['content-type'], text]).toEqual(['text/plain; charset=utf-8', 'User-agent: *\nDisallow: /\n']);
});
