import { connect } from 'node:net';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { heldBytes } from '#libs/http/held-bytes.js';
import { VariantCache } from '#libs/variant-cache/variant-cache.js';

import { ADA, authAnswer, openGateway, PICTURE, SESSION, sendJson, text, type Gateway } from '../gateway.fixture.js';

const ETAG = `"${PICTURE}-1-1-m"`;
const BODY = Buffer.from('medium');
const MADE = new Date('2026-05-17T09:30:00.500Z');

const cache = new VariantCache();
let gateway: Gateway;
beforeAll(async () => {
  gateway = await openGateway({ variantCache: cache });
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.media.seen.length = 0;
  gateway.auth.answer = authAnswer();
  keep();
});

function keep(owner = ADA.id): void {
  const cacheControl = { generation: '1', named: 'lasting', unnamed: 'passing' };
  const headers = { 'content-type': 'image/jpeg', 'content-length': String(BODY.length), 'content-security-policy': 'of media' };
  cache.put(PICTURE, 'm', { owner, etag: ETAG, lastModified: MADE, headers, cacheControl, body: BODY }, cache.version());
}

describe('a cached variant', () => {
  it.each([
    [`/get/${PICTURE}/m`, 'passing'],
    [`/get/${PICTURE}`, 'passing'],
    [`/get/${PICTURE}/m/`, 'passing'],
    [`/get/${PICTURE}/m?exact`, 'passing'],
    [`/get/${PICTURE}/m?v=1`, 'lasting'],
    [`/get/${PICTURE}/?v=1`, 'lasting'],
    [`/get/${PICTURE}/m?v=01`, 'passing'],
    [`/get/${PICTURE}/m?v=`, 'passing'],
  ])('%s is answered without media', async (path, cacheControl) => {
    const answer = await gateway.send(path);
    expect(answer).toMatchObject({ status: 200, text: 'medium' });
    expect(answer.headers).toMatchObject({
      etag: ETAG,
      'cache-control': cacheControl,
      'content-length': '6',
      'content-type': 'image/jpeg',
      'content-security-policy': 'of media',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'x-request-id': expect.stringMatching(/^[\w-]{12}$/) as string,
    });
    expect(gateway.media.seen).toEqual([]);
  });

  it('has no body for HEAD and for a matching If-None-Match', async () => {
    const head = await gateway.send(`/get/${PICTURE}/m`, { method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, text: '', headers: { 'content-length': '6', etag: ETAG } });
    const same = await gateway.send(`/get/${PICTURE}/m?v=1`, { headers: { 'if-none-match': `W/${ETAG}` } });
    expect(same).toMatchObject({ status: 304, text: '', headers: { etag: ETAG, 'cache-control': 'lasting' } });
    expect(same.headers).not.toHaveProperty('content-length');
    const since = { 'if-modified-since': 'Sun, 17 May 2026 09:30:00 GMT' };
    expect((await gateway.send(`/get/${PICTURE}/m`, { headers: since })).status).toBe(304);
    expect((await gateway.send(`/get/${PICTURE}/m`, { headers: { ...since, 'if-none-match': '"other"' } })).status).toBe(200);
    expect(gateway.media.seen).toEqual([]);
  });

  it.each([
    [`/get/${PICTURE}/s`, {}],
    [`/get/${PICTURE}/o`, {}],
    [`/get/${PICTURE}/m?download`, {}],
    [`/get/${PICTURE}/m?v=1&v=1`, {}],
    [`/get/${PICTURE}/m?w=1`, {}],
    [`/get/${PICTURE}/m`, { range: 'bytes=0-1' }],
    [`/get/${PICTURE}/m`, { connection: 'close, if-none-match' }],
  ])('%s with %o is forwarded to media', async (path, headers) => {
    gateway.media.answer = (_request, response) => sendJson(response, 200, {});
    await gateway.send(path, { headers });
    expect(gateway.media.seen.map(({ url }) => url)).toEqual([path]);
  });

  it('of another owner is forwarded, and media refuses it', async () => {
    keep('somebody else');
    await gateway.send(`/get/${PICTURE}/m`);
    expect(gateway.media.seen).toHaveLength(1);
  });

  it('is a 401 without a valid session', async () => {
    for (const headers of [{ authorization: '' }, { authorization: 'Bearer sbs_other' }] as Record<string, string>[]) {
      expect((await gateway.send(`/get/${PICTURE}/m`, { headers })).status).toBe(401);
    }
  });

  it('is forwarded for a token without the scope read, and media refuses it', async () => {
    gateway.auth.answer = async (request, response) => {
      await text(request);
      sendJson(response, 200, { jwt: 'jwt', user: ADA, sessionId: null, tokenId: 't2', scopes: ['upload'] });
    };
    await gateway.send(`/get/${PICTURE}/m`, { headers: { authorization: 'Bearer sbt_upload_only' } });
    expect(gateway.media.seen).toHaveLength(1);
  });

  it('is not sent when it was deleted during the call to auth', async () => {
    const answer = authAnswer(() => ['sbs_slow']);
    gateway.auth.answer = (request, response) => {
      cache.invalidate(PICTURE);
      answer(request, response);
    };
    await gateway.send(`/get/${PICTURE}/m`, { headers: { authorization: 'Bearer sbs_slow' } });
    expect(gateway.media.seen).toHaveLength(1);
  });

  it('is forwarded while slow readers hold as many bytes as answers may, and not for those who read at once', async () => {
    gateway.media.answer = (_request, response) => sendJson(response, 200, {});
    await gateway.send(`/get/${PICTURE}/m`);
    expect([heldBytes.bytes, gateway.media.seen.length]).toEqual([0, 0]);
    const release = heldBytes.take(32 * 2 ** 20 - BODY.length + 1);
    await gateway.send(`/get/${PICTURE}/m`);
    release();
    expect(gateway.media.seen).toHaveLength(1);
    await gateway.send(`/get/${PICTURE}/m`);
    expect(gateway.media.seen).toHaveLength(1);
  });

  it('counts as held until a client that does not read has left', async () => {
    const body = Buffer.alloc(500 * 2 ** 10);
    const others = Array.from({ length: 20 }, (_, n) => `${PICTURE.slice(0, -2)}${String(n).padStart(2, '0')}`);
    const cacheControl = { generation: '1', named: 'lasting', unnamed: 'passing' };
    for (const id of others)
      cache.put(id, 'm', { owner: ADA.id, etag: ETAG, lastModified: MADE, headers: {}, cacheControl, body }, cache.version());
    const socket = connect(gateway.port, '127.0.0.1').pause();
    socket.write(others.map((id) => `GET /get/${id}/m HTTP/1.1\r\nHost: nas.local\r\nAuthorization: Bearer ${SESSION}\r\n\r\n`).join(''));
    await expect.poll(() => heldBytes.bytes).toBeGreaterThanOrEqual(body.length);
    socket.destroy();
    await expect.poll(() => heldBytes.bytes).toBe(0);
  });

  it('is a 503 while auth does not answer', async () => {
    gateway.auth.answer = (_request, response) => void response.destroy();
    const answer = await gateway.send(`/get/${PICTURE}/m`, { headers: { authorization: 'Bearer sbs_unknown' } });
    expect(answer.status).toBe(503);
  });
});
