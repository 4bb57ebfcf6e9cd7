import { once } from 'node:events';
import { connect } from 'node:net';

import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from 'vitest';

import { createLogger } from '#libs/http/log.js';
import { VariantCache } from '#libs/variant-cache/variant-cache.js';

import { ADA, authAnswer, openGateway, PICTURE, SESSION, type Gateway, type Options } from '../gateway.fixture.js';
import { CachedVariants } from './cached-variants.js';

const PATH = `/get/${PICTURE}/m`;
const ETAG = `"${PICTURE}-1-1-m"`;

let cache: VariantCache;
let gateway: Gateway | undefined;
/** Called for each request that came through Fastify. */
let routed: MockInstance;
beforeEach(() => {
  cache = new VariantCache();
  routed = vi.spyOn(CachedVariants.prototype, 'answer');
  const cacheControl = { generation: '1', named: 'lasting', unnamed: 'passing' };
  const body = Buffer.alloc(400_000, 'medium');
  const headers = { 'content-type': 'image/jpeg', 'content-length': String(body.length), 'content-security-policy': 'of media' };
  cache.put(PICTURE, 'm', { owner: ADA.id, etag: ETAG, lastModified: new Date(0), headers, cacheControl, body }, cache.version());
});
afterEach(async () => {
  routed.mockRestore();
  await gateway?.close();
});

/** A gateway that knows the session, so that it need not ask auth. */
async function open(options: Options = {}): Promise<Gateway> {
  gateway = await openGateway({ variantCache: cache, ...options });
  expect((await gateway.send(PATH)).status).toBe(200);
  expect(routed).toHaveBeenCalledTimes(1);
  routed.mockClear();
  return gateway;
}

describe('a cached variant of a caller whom auth knew just now', () => {
  const proxied = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'photos.example.org' };
  const bearer = {};
  const cookie = { authorization: '', cookie: `other=1; shoebox_session=${SESSION}` };
  const secureCookie = { authorization: '', cookie: `__Host-shoebox_session=${SESSION}` };
  it.each<[string, Options, Record<string, string>]>([
    ['on plain http', {}, bearer],
    ['with a cookie', {}, cookie],
    ['with the cookie of https, which counts there only', { trustProxy: 1 }, { ...proxied, ...secureCookie }],
    ['behind a proxy with https', { trustProxy: 1 }, { ...proxied, ...bearer }],
    ['behind nobody that is trusted', {}, { ...proxied, ...bearer }],
    ['at the https address of the drive', { publicUrl: 'https://photos.example.org' }, { host: 'photos.example.org' }],
  ])('%s has the same answer without Fastify', async (_, options, headers) => {
    const { send, auth } = await open({ allowedHosts: ['photos.example.org'], ...options });
    const conditions: Record<string, string>[] = [{}, { 'if-none-match': ETAG }, { 'if-none-match': '"other"' }];
    const sendings = conditions.flatMap((more) => ['GET', 'HEAD'].map((method) => ({ method, headers: { ...headers, ...more } })));
    for (const sending of sendings) {
      const short = await send(PATH, sending);
      expect(routed).not.toHaveBeenCalled();
      const forced = await sendRouted(gateway!, sending);
      expect(routed).toHaveBeenCalled();
      routed.mockClear();
      expect(comparable(short)).toEqual(comparable(forced));
      expect(short.headers['x-request-id']).toMatch(/^[\w-]{12}$/);
    }
    expect(auth.count('/exchange')).toBe(1);
  });

  it('is refused as ever for a name that is not the drive’s, and with two Host headers', async () => {
    const { send, port } = await open();
    expect((await send(PATH, { headers: { host: 'evil.example' } })).status).toBe(421);
    const socket = connect(port, '127.0.0.1');
    socket.end(`GET ${PATH} HTTP/1.1\r\nHost: nas.local\r\nHost: evil.example\r\nAuthorization: Bearer ${SESSION}\r\n\r\n`);
    expect(String(await once(socket, 'data'))).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('is refused as ever above the connections of a network', async () => {
    const limits = { total: 100, perNetwork: 1, isExempt: () => false };
    const { port } = await open({ connectionLimits: limits });
    // The connection of the first request is kept open.
    const second = connect(port, '127.0.0.1');
    second.write(`GET ${PATH} HTTP/1.1\r\nHost: nas.local\r\nAuthorization: Bearer ${SESSION}\r\n\r\n`);
    expect(String(await once(second, 'data'))).toMatch(/^HTTP\/1\.1 429 /);
    second.destroy();
  });

  it('is asked of auth again once a session may have ended', async () => {
    const { send, auth } = await open();
    await send('/api/auth/sessions/1', { method: 'DELETE' });
    auth.answer = authAnswer(() => []);
    expect((await send(PATH)).status).toBe(401);
  });

  it('belongs to its owner only', async () => {
    const { send, media } = await open();
    const before = media.seen.length;
    cache.invalidate(PICTURE);
    await send(PATH);
    expect(media.seen.length).toBe(before + 1);
  });

  it('takes the usual way with a body, with a range, and where pages of other sites may ask', async () => {
    const { send } = await open();
    for (const headers of [{ 'content-length': '1' }, { range: 'bytes=0-1' }] as Record<string, string>[]) {
      await send(PATH, { headers, ...('content-length' in headers && { body: 'x' }) });
      expect(routed).toHaveBeenCalledTimes(1);
      routed.mockClear();
    }
    await gateway!.close();
    const { send: sendTo } = await open({ corsOrigins: ['https://site.example'] });
    const { headers } = await sendTo(PATH, { headers: { origin: 'https://site.example' } });
    expect(headers).toMatchObject({ 'access-control-allow-origin': 'https://site.example', vary: 'origin' });
  });

  it('is logged and counted like any other', async () => {
    const lines: Record<string, unknown>[] = [];
    const write = (line: string) => {
      const { msg, ...rest } = JSON.parse(line) as Record<string, unknown>;
      if (msg === 'request') lines.push(rest);
    };
    const { send, metrics } = await open({ logger: createLogger('info', { write }) });
    const { headers } = await send(PATH, { headers: { 'if-none-match': ETAG } });
    await vi.waitUntil(() => lines.length === 2);
    expect(routed).not.toHaveBeenCalled();
    const [usual, short] = lines;
    expect(short).toEqual({ ...usual, time: expect.any(String), ms: expect.any(Number), status: 304, reqId: headers['x-request-id'] });
    const counted = (await metrics.text()).split('\n').filter((line) => line.startsWith('shoebox_http_requests_total{'));
    const series = (status: number) => `shoebox_http_requests_total{service="gateway",method="GET",route="/get/*",status="${status}"} 1`;
    expect(counted).toEqual([series(200), series(304)]);
  });

  it('closes the connection when the gateway is about to stop', async () => {
    const { send, app } = await open();
    const socket = connect(gateway!.port, '127.0.0.1');
    await once(socket, 'connect');
    // A request that waits keeps the gateway from closing.
    const auth = Promise.withResolvers<void>();
    gateway!.auth.answer = (_request, response) => void auth.promise.then(() => response.destroy());
    const waiting = send('/api/auth/me', { headers: { authorization: 'Bearer sbs_slow' } }).catch(() => null);
    await vi.waitUntil(() => gateway!.auth.count('/exchange') === 2);
    const closed = app.close();
    const answer = once(socket, 'data');
    socket.write(`GET ${PATH} HTTP/1.1\r\nHost: nas.local\r\nAuthorization: Bearer ${SESSION}\r\n\r\n`);
    expect(String((await answer)[0])).toMatch(/\r\nconnection: close\r\n/i);
    socket.destroy();
    auth.resolve();
    await waiting;
    app.getHttpServer().closeAllConnections();
    await closed;
    gateway = undefined;
  });
});

type Sending = NonNullable<Parameters<Gateway['send']>[1]>;

function comparable({ status, headers, text }: Awaited<ReturnType<Gateway['send']>>) {
  return { status, headers: { ...headers, date: '', 'x-request-id': '' }, length: text.length };
}

/** The same request, answered by the hook behind the routing. */
async function sendRouted({ send }: Gateway, sending: Sending) {
  const notNow = vi.spyOn(CachedVariants.prototype, 'answerNow').mockReturnValue(false);
  try {
    return await send(PATH, sending);
  } finally {
    notNow.mockRestore();
  }
}
