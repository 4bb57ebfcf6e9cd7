import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';

import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { HttpTransport } from '../upstream/http-transport.js';
import { Upstream } from '../upstream/upstream.js';
import { ADA, sendJson, sendProblem } from '../gateway.fixture.js';
import { TokenExchangeCache } from './token-exchange-cache.js';

/** The calls to auth, to be answered by the test. */
let asked: ServerResponse[];
let arrived: () => void;
const server = createServer((_request, response) => {
  asked.push(response);
  arrived();
});
let upstream: Upstream;
let exchanges: TokenExchangeCache;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  asked = [];
  arrived = () => undefined;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  upstream = new Upstream(new HttpTransport({ auth: url, media: url, secret: 'unused' }));
  exchanges = new TokenExchangeCache(upstream);
});
afterEach(async () => {
  vi.useRealTimers();
  await upstream.onApplicationShutdown();
  server.closeAllConnections();
  server.close();
});

const ask = { token: 'sbs_a', audience: 'media' } as const;

/** Waits until auth was asked this often. */
async function askedFor(times: number): Promise<ServerResponse> {
  while (asked.length < times) await new Promise<void>((resolve) => (arrived = resolve));
  return asked[times - 1]!;
}

function admit(response: ServerResponse, jwt = 'jwt'): void {
  sendJson(response, 200, { jwt, user: ADA, sessionId: 's1', tokenId: null, scopes: ['read'] });
}

/** The error code of a rejected promise. */
function codeOf(failing: Promise<unknown>): Promise<string> {
  return failing.then(
    () => 'it did not fail',
    (error: { code: string }) => error.code,
  );
}

it('asks auth once for concurrent callers and for two seconds after', async () => {
  const both = Promise.all([exchanges.exchange(ask, 'request-1'), exchanges.exchange(ask, 'request-1')]);
  admit(await askedFor(1));
  expect((await both).map((answer) => answer?.jwt)).toEqual(['jwt', 'jwt']);
  vi.advanceTimersByTime(1_999);
  expect(await exchanges.exchange(ask, 'request-1')).toMatchObject({ jwt: 'jwt', user: ADA, sessionId: 's1' });
  expect(asked).toHaveLength(1);
  vi.advanceTimersByTime(1);
  const late = exchanges.exchange(ask, 'request-1');
  admit(await askedFor(2), 'newer');
  expect((await late)?.jwt).toBe('newer');
});

it('knows without asking what auth said in the last two seconds, and nothing else', async () => {
  expect(exchanges.known(ask)).toBeNull();
  const first = exchanges.exchange(ask, 'request-1');
  const response = await askedFor(1);
  expect(exchanges.known(ask)).toBeNull();
  admit(response);
  await first;
  expect(exchanges.known(ask)).toMatchObject({ jwt: 'jwt', user: ADA });
  expect(exchanges.known({ ...ask, audience: 'auth' })).toBeNull();
  vi.advanceTimersByTime(2_000);
  expect(exchanges.known(ask)).toBeNull();

  const second = exchanges.exchange(ask, 'request-1');
  admit(await askedFor(2));
  await second;
  exchanges.clear();
  expect(exchanges.known(ask)).toBeNull();
});

it('counts the two seconds from before the call to auth', async () => {
  const first = exchanges.exchange(ask, 'request-1');
  const response = await askedFor(1);
  vi.advanceTimersByTime(1_500);
  admit(response);
  await first;
  vi.advanceTimersByTime(500);
  const second = exchanges.exchange(ask, 'request-1');
  sendProblem(await askedFor(2), 401, 'NOT_LOGGED_IN');
  expect(await second).toBeNull();
});

it('asks separately for each audience and each token', async () => {
  const all = Promise.all([
    exchanges.exchange(ask, 'request-1'),
    exchanges.exchange({ ...ask, audience: 'auth' }, 'request-1'),
    exchanges.exchange({ ...ask, token: 'sbs_b' }, 'request-1'),
  ]);
  await askedFor(3);
  asked.forEach((response) => admit(response));
  await all;
  expect(asked).toHaveLength(3);
});

it('caches neither refusals nor errors', async () => {
  const refused = exchanges.exchange(ask, 'request-1');
  sendProblem(await askedFor(1), 401, 'NOT_LOGGED_IN');
  expect(await refused).toBeNull();
  const failed = codeOf(exchanges.exchange(ask, 'request-1'));
  sendProblem(await askedFor(2), 503, 'UNAVAILABLE');
  expect(await failed).toBe('UNAVAILABLE');
  const nonsense = codeOf(exchanges.exchange(ask, 'request-1'));
  (await askedFor(3)).writeHead(404).end('<html>');
  expect(await nonsense).toBe('UNAVAILABLE');
  const admitted = exchanges.exchange(ask, 'request-1');
  admit(await askedFor(4));
  expect(await admitted).not.toBeNull();
});

it('after clear, neither joins nor keeps an exchange that was in flight', async () => {
  const before = exchanges.exchange(ask, 'request-1');
  const old = await askedFor(1);
  exchanges.clear();
  const after = exchanges.exchange(ask, 'request-1');
  sendProblem(await askedFor(2), 401, 'NOT_LOGGED_IN');
  expect(await after).toBeNull();
  admit(old);
  await before;
  const later = exchanges.exchange(ask, 'request-1');
  sendProblem(await askedFor(3), 401, 'NOT_LOGGED_IN');
  expect(await later).toBeNull();
});

it('keeps the newest answers, up to a limit', async () => {
  arrived = () => admit(asked.at(-1)!);
  for (let number = 0; number <= 2_000; number++) await exchanges.exchange({ ...ask, token: `sbs_${number}` }, 'request-1');
  await exchanges.exchange({ ...ask, token: 'sbs_2000' }, 'request-1');
  expect(asked).toHaveLength(2_001);
  await exchanges.exchange({ ...ask, token: 'sbs_0' }, 'request-1');
  expect(asked).toHaveLength(2_002);
});
