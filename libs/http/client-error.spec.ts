import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';

import { afterEach, expect, it } from 'vitest';

import { answerClientError } from './client-error.js';

let server: Server | undefined;
afterEach(() => {
  server?.close().closeAllConnections();
});

/** What a client gets to read that sends these bytes and no more. */
async function say(bytes: string, limits: { headersTimeout?: number; maxHeaderSize?: number } = {}): Promise<string> {
  server = createServer({ connectionsCheckingInterval: 10, ...limits }, (_request, response) => response.end());
  server.on('clientError', (error, socket) => answerClientError(error, socket as Socket, 'request-id', 10_000));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

it.each([
  ['no HTTP at all', 'hello\r\n\r\n', {}, 400, 'BAD_REQUEST'],
  ['an endless head', `GET / HTTP/1.1\r\nX: ${'x'.repeat(5000)}\r\n\r\n`, { maxHeaderSize: 1000 }, 431, 'HEADERS_TOO_LARGE'],
  ['a head that never ends', 'GET / HTTP/1.1\r\nHost: x\r\n', { headersTimeout: 50 }, 408, 'REQUEST_TIMEOUT'],
])('%s: a problem, whole, and the end of the connection', async (_, bytes, limits, status, code) => {
  const [head, body] = (await say(bytes, limits)).split('\r\n\r\n') as [string, string];
  const [first, ...headers] = head.split('\r\n');
  expect(first).toMatch(new RegExp(`^HTTP/1.1 ${status} [A-Z]`));
  expect(headers).toEqual([
    'connection: close',
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'x-request-id: request-id',
  ]);
  expect(JSON.parse(body)).toMatchObject({ status, code, requestId: 'request-id' });
});

it('sends nothing to a client that has disconnected', async () => {
  const written: unknown[] = [];
  const gone = { writable: true, destroy: () => written.push('destroyed'), end: () => written.push('answered') };
  answerClientError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }), gone as unknown as Socket, 'request-id', 10_000);
  answerClientError(new Error('any'), { ...gone, writable: false } as unknown as Socket, 'request-id', 10_000);
  expect(written).toEqual(['destroyed', 'destroyed']);
});
