import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Writable } from 'node:stream';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { openGateway, PICTURE, sendJson, sendProblem, SESSION, text, type Gateway } from '../gateway.fixture.js';

const BODY = randomBytes(20 * 2 ** 20);
const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

let gateway: Gateway;
beforeEach(async () => {
  gateway = await openGateway();
});
afterEach(() => gateway.close());

describe('request headers', () => {
  it('name caller, client address and request id; a client can’t forge them', async () => {
    await gateway.send('/api/images', {
      headers: {
        cookie: 'shoebox_session=other',
        'x-request-id': 'forged-forged',
        'x-client-address': '10.0.0.1',
        'x-drive-address': 'http://evil.example',
        'x-forwarded-for': '10.0.0.1',
        'x-forwarded-host': 'evil.example',
        'x-forwarded-proto': 'https',
        forwarded: 'for=10.0.0.1',
        'x-real-ip': '10.0.0.1',
        'x-user-id': 'root',
        te: 'trailers',
        upgrade: 'websocket',
        connection: 'keep-alive, if-none-match, upgrade',
        'if-none-match': '"named by connection"',
        'if-range': '"kept"',
        range: 'bytes=0-1',
      },
    });
    expect(gateway.media.seen.at(-1)?.headers).toEqual({
      host: expect.stringMatching(/^127\.0\.0\.1:\d+$/) as string,
      connection: 'keep-alive',
      authorization: 'Bearer jwt-for-media',
      'x-request-id': expect.stringMatching(/^[\w-]{12}$/) as string,
      'x-client-address': '127.0.0.1',
      'x-client-signature': expect.any(String) as string,
      'x-drive-address': expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string,
      range: 'bytes=0-1',
      'if-range': '"kept"',
    });
  });

  it('name the address that the trusted proxy saw, and ignore the rest of the list', async () => {
    const behindProxy = await openGateway({ trustProxy: 1 });
    await behindProxy.send('/api/images', { headers: { 'x-forwarded-for': '6.6.6.6, 203.0.113.9' } });
    expect(behindProxy.media.seen.at(-1)?.headers['x-client-address']).toBe('203.0.113.9');
    await behindProxy.close();
  });
});

describe('answer headers', () => {
  it('are passed on, except those of the connection and cookies', async () => {
    gateway.media.answer = (_request, response) => {
      response.setHeader('connection', 'x-of-the-connection');
      response.writeHead(206, {
        'content-security-policy': "default-src 'none'; sandbox",
        'cache-control': 'private, max-age=31536000, immutable',
        'content-range': 'bytes 0-1/10',
        'x-of-the-connection': 'gone',
        'set-cookie': 'shoebox_session=planted',
        'x-served-size': 'l',
      });
      response.end('ab');
    };
    const { status, headers, text: body } = await gateway.send(`/get/${PICTURE}`);
    expect([status, body]).toEqual([206, 'ab']);
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'x-served-size': 'l',
      'x-request-id': gateway.media.seen.at(-1)?.headers['x-request-id'],
    });
    expect(headers).not.toHaveProperty('x-of-the-connection');
    expect(headers).not.toHaveProperty('set-cookie');
  });

  it.each([204, 304])('%i has no body, and the connection can be used again', async (status) => {
    gateway.media.answer = (_request, response) => void response.writeHead(status, { etag: '"a"' }).end();
    for (let round = 0; round < 2; round++) {
      expect(await gateway.send(`/get/${PICTURE}`)).toMatchObject({ status, text: '', headers: { etag: '"a"' } });
    }
  });

  it('HEAD has the Content-Length of the body', async () => {
    gateway.media.answer = (_request, response) => void response.writeHead(200, { 'content-length': '4711' }).end();
    expect(await gateway.send(`/get/${PICTURE}`, { method: 'HEAD' })).toMatchObject({ text: '', headers: { 'content-length': '4711' } });
  });
});

describe('bodies', () => {
  it.each([true, false])('are forwarded whole, with Content-Length: %s', async (known) => {
    gateway.media.answer = async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      sendJson(response, 201, { got: hash(Buffer.concat(chunks)), type: request.headers['content-type'] });
    };
    const headers: Record<string, string> = known ? { 'content-length': String(BODY.length) } : { 'transfer-encoding': 'chunked' };
    const response = await gateway.send('/api/images', {
      method: 'POST',
      body: BODY,
      headers: { 'content-type': 'what/ever', ...headers },
    });
    expect(response.json()).toEqual({ got: hash(BODY), type: 'what/ever' });
  });

  it.each(['jpeg', '', ';', 'image/*', 'a/b; c="d'])('are forwarded with an invalid type: %j', async (type) => {
    gateway.media.answer = async (request, response) => sendJson(response, 201, { got: await text(request) });
    const response = await gateway.send('/api/images', { method: 'POST', body: 'abc', headers: { 'content-type': type } });
    expect([response.status, response.json()['got']]).toEqual([201, 'abc']);
  });

  it('are forwarded whole when many arrive at once', async () => {
    gateway.media.answer = async (request, response) => {
      const got = createHash('sha256');
      for await (const chunk of request) got.update(chunk as Buffer);
      sendJson(response, 201, { got: got.digest('hex') });
    };
    const bodies = Array.from({ length: 20 }, (_, number) => BODY.subarray(number, number + 4 * 2 ** 20));
    const answers = await Promise.all(bodies.map((body) => gateway.send('/api/images', { method: 'POST', body })));
    expect(answers.map((answer) => answer.json()['got'])).toEqual(bodies.map(hash));
  });

  it('wait while the service does not read (backpressure)', async () => {
    let goOn = (): void => undefined;
    gateway.media.answer = (request, response) => {
      goOn = () => void text(request).then((body) => sendJson(response, 201, { bytes: body.length > 0 }));
    };
    const upload = httpRequest({
      port: gateway.port,
      path: '/api/images',
      method: 'POST',
      headers: { authorization: `Bearer ${SESSION}` },
    });
    const answered = once(upload, 'response');
    // The socket buffers take the first part. A gateway that buffers everything would never pause the client.
    let sent = 0;
    while (upload.write(BODY.subarray(0, 2 ** 16)) || (await flushed(upload))) sent += 2 ** 16;
    expect(sent).toBeLessThan(64 * 2 ** 20);
    upload.end();
    goOn();
    expect(((await answered) as [IncomingMessage])[0].statusCode).toBe(201);
  });

  it('reach a slow client whole', async () => {
    gateway.media.answer = (_request, response) => void response.writeHead(200, { 'content-type': 'image/jpeg' }).end(BODY);
    const download = httpRequest({ port: gateway.port, path: `/get/${PICTURE}`, headers: { authorization: `Bearer ${SESSION}` } }).end();
    const [response] = (await once(download, 'response')) as [IncomingMessage];
    const got = createHash('sha256');
    for await (const chunk of response) {
      got.update(chunk as Buffer);
      await new Promise(setImmediate);
    }
    expect(got.digest('hex')).toBe(hash(BODY));
  });

  it('wait while the client does not read (backpressure)', async () => {
    let sent = 0;
    const full = new Promise<void>((resolve) => {
      gateway.media.answer = async (_request, response) => {
        response.writeHead(200, { 'content-type': 'image/jpeg' });
        while (sent < BODY.length * 10 && (response.write(BODY.subarray(0, 2 ** 16)) || (await flushed(response)))) sent += 2 ** 16;
        resolve();
      };
    });
    const download = httpRequest({ port: gateway.port, path: `/get/${PICTURE}`, headers: { authorization: `Bearer ${SESSION}` } }).end();
    const [response] = (await once(download, 'response')) as [IncomingMessage];
    response.pause().on('error', () => undefined);
    await full;
    expect(sent).toBeLessThan(64 * 2 ** 20);
    download.destroy();
  });

  it.each([
    [413, 'TOO_LARGE'],
    [415, 'UNSUPPORTED_TYPE'],
  ])('an early %i reaches a client that is still sending, and its connection can be used again', async (status, code) => {
    gateway.media.answer = (request, response) => {
      request.once('data', () => sendProblem(response, status, code));
    };
    for (let round = 0; round < 3; round++) {
      const response = await gateway.send('/api/images', { method: 'POST', body: BODY });
      expect([response.status, response.json()['code']]).toEqual([status, code]);
    }
  });

  it('of a GET are ignored', async () => {
    await gateway.send('/api/images', { body: 'unasked', headers: { 'content-length': '7' } });
    expect(gateway.media.seen[0]?.headers).not.toHaveProperty('content-length');
  });
});

/** Whether the written data was flushed within a short time. */
function flushed(outgoing: Writable): Promise<boolean> {
  return Promise.race([once(outgoing, 'drain').then(() => true), new Promise<boolean>((resolve) => setTimeout(resolve, 500, false))]);
}

describe('requests of one caller', () => {
  it('are bounded in number; others are served, and so is the caller again later', async () => {
    const held: (() => void)[] = [];
    const { promise: full, resolve } = Promise.withResolvers<void>();
    gateway.media.answer = (_request, response) => {
      held.push(() => sendJson(response, 200, {}));
      if (held.length === 128) resolve();
    };
    const waiting = Array.from({ length: 128 }, () => gateway.send('/api/images'));
    await full;
    const refused = await gateway.send('/api/images');
    expect([refused.status, refused.headers['retry-after'], refused.json()['code']]).toEqual([429, '5', 'RATE_LIMITED']);
    gateway.media.answer = (_request, response) => sendJson(response, 200, {});
    const another = await gateway.send(`/p/${'a'.repeat(22)}/m.jpg`, { headers: { cookie: '' } });
    expect(another.status).not.toBe(429);
    for (const end of held) end();
    await Promise.all(waiting);
    expect((await gateway.send('/api/images')).status).toBe(200);
  });
});
