import { once } from 'node:events';
import { request as httpRequest, type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { openGateway, PICTURE, sendJson, SESSION, text, type Gateway } from '../gateway.fixture.js';

let gateway: Gateway;
beforeEach(async () => {
  gateway = await openGateway({ timeouts: { headers: 200, headersAfterBody: 200, body: 200 } });
});
afterEach(() => gateway.close());

const json = expect.stringContaining('application/problem+json') as string;
const UNAVAILABLE = { status: 503, headers: { 'retry-after': '5', 'content-type': json } };

describe('a service that does not listen', () => {
  it('is a 503, for reads and for a request whose body nobody reads', async () => {
    gateway.media.server.close();
    await once(gateway.media.server, 'close');
    expect(await gateway.send('/api/images')).toMatchObject(UNAVAILABLE);
    const upload = await gateway.send('/api/images', { method: 'POST', body: Buffer.alloc(5 * 2 ** 20) });
    expect(upload).toMatchObject(UNAVAILABLE);
    expect(upload.json()).toMatchObject({ code: 'UNAVAILABLE', requestId: upload.headers['x-request-id'] });
    expect(upload.text).not.toMatch(/ECONN|127\.0\.0\.1|at /);
  });

  it('is a 503 and not a 401 when the service is auth', async () => {
    gateway.auth.server.close();
    await once(gateway.auth.server, 'close');
    expect(await gateway.send('/api/images')).toMatchObject(UNAVAILABLE);
  });
});

describe('a service that closes the connection before it answers', () => {
  beforeEach(() => {
    let broken = false;
    gateway.media.answer = (request, response) => {
      if (broken) return sendJson(response, 200, { items: [], next: null });
      broken = true;
      request.socket.destroy();
    };
  });

  it('gets a read a second time', async () => {
    expect((await gateway.send('/api/images')).status).toBe(200);
    expect(gateway.media.count('/api/images')).toBe(2);
  });

  it('does not get a change a second time, because it may have made it', async () => {
    expect(await gateway.send('/api/trash', { method: 'DELETE' })).toMatchObject(UNAVAILABLE);
    expect(gateway.media.count('/api/trash')).toBe(1);
  });
});

describe('a slow service', () => {
  it('is a 504', async () => {
    gateway.media.answer = () => undefined;
    const response = await gateway.send('/api/images');
    expect(response.status).toBe(504);
    expect(response.json()).toMatchObject({ code: 'TIMEOUT' });
    expect(gateway.media.count('/api/images')).toBe(1);
  });

  it('is a 504 after the end of the body, not while a slow client sends it', async () => {
    gateway.media.answer = async (request, response) => {
      await text(request);
      if (request.url?.includes('answered')) sendJson(response, 201, {});
    };
    for (const [path, status] of [
      ['/api/images?answered', 201],
      ['/api/images?not', 504],
    ] as const) {
      const upload = open('POST', path);
      for (let piece = 0; piece < 8; piece++) {
        upload.write('piece');
        await wait(50);
      }
      expect((await answerOf(upload.end())).statusCode).toBe(status);
    }
  });
});

describe('an answer that ends in the middle', () => {
  const half = (response: ServerResponse, headers: Record<string, string>) => {
    response.writeHead(200, headers);
    response.write('half of it');
  };

  it.each([
    ['of a known length', { 'content-length': '1000' }],
    ['of an unknown length', {}],
  ])('%s closes the client’s connection', async (_, headers) => {
    gateway.media.answer = (request, response) => {
      half(response, headers as Record<string, string>);
      setImmediate(() => request.socket.destroy());
    };
    await expect(gateway.send(`/get/${PICTURE}`)).rejects.toThrow();
  });

  it('that stalls closes it as well', async () => {
    gateway.media.answer = (_request, response) => half(response, { 'content-length': '1000' });
    await expect(gateway.send(`/get/${PICTURE}`)).rejects.toThrow();
  });
});

describe('a client that leaves', () => {
  it('before the answer aborts the call', async () => {
    const called = new Promise<ServerResponse>((resolve) => (gateway.media.answer = (_request, response) => resolve(response)));
    const download = open('GET', `/get/${PICTURE}`).end();
    const response = await called;
    const closed = once(response, 'close');
    download.destroy();
    await closed;
    expect(response.writableFinished).toBe(false);
  });

  it('in the middle of the answer aborts the answer', async () => {
    const endless = Buffer.alloc(2 ** 16);
    const called = new Promise<ServerResponse>((resolve) => {
      gateway.media.answer = (_request, response) => {
        const more = (): void => {
          while (response.write(endless));
        };
        response.on('drain', more);
        more();
        resolve(response);
      };
    });
    const download = open('GET', `/get/${PICTURE}`).end();
    const response = await called;
    const closed = once(response, 'close');
    await once(await answerOf(download), 'data');
    download.destroy();
    await closed;
  });

  it('in the middle of its body aborts the body', async () => {
    const called = new Promise<IncomingMessage>((resolve) => (gateway.media.answer = (request) => resolve(request)));
    const upload = open('POST', '/api/images', { 'content-length': '1000' });
    upload.write('some');
    const request = await called;
    const reading = text(request).catch((error: { code: string }) => error.code);
    upload.destroy();
    expect(await reading).toBe('ECONNRESET');
    expect(request.complete).toBe(false);
  });
});

function open(method: string, path: string, headers: Record<string, string> = {}): ClientRequest {
  const sending = httpRequest({ port: gateway.port, path, method, headers: { authorization: `Bearer ${SESSION}`, ...headers } });
  return sending.on('error', () => undefined);
}

async function answerOf(sending: ClientRequest): Promise<IncomingMessage> {
  const [response] = (await once(sending, 'response')) as [IncomingMessage];
  return response.on('error', () => undefined);
}
