import { once } from 'node:events';
import { createServer, request as open, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import type { FastifyReply, FastifyRequest } from 'fastify';
import { afterEach, expect, it } from 'vitest';

import { Problem } from '#libs/api/errors.js';

import { readText, type TextLimits } from './json-body.js';

let server: Server | undefined;
afterEach(() => server?.close().closeAllConnections());

/** Sends the beginning of a body of `bytes` bytes. Returns the request and its answer: the length of the text, or the code of the problem. */
async function send({ begin, bytes }: { begin: string; bytes: number }, limits: TextLimits) {
  server = createServer((request, response) => {
    readText({ raw: request } as FastifyRequest, { raw: response } as FastifyReply, limits).then(
      (body) => response.end(String(body.length)),
      (error: unknown) => response.end(error instanceof Problem ? error.code : String(error)),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const request = open({ port, host: '127.0.0.1', method: 'POST', headers: { 'content-length': bytes } }).on('error', () => undefined);
  request.write(begin);
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  return { request, answer: await text(answer) };
}

it('reads a body within its limits', async () => {
  expect((await send({ begin: 'a'.repeat(100), bytes: 100 }, { maxBytes: 100 })).answer).toBe('100');
});

it('refuses a body above the limit of bytes', async () => {
  expect((await send({ begin: 'a'.repeat(101), bytes: 200 }, { maxBytes: 100 })).answer).toBe('TOO_LARGE');
});

it('refuses a body of more than 128 KiB where the route says nothing else', async () => {
  const most = 128 * 1024;
  expect((await send({ begin: 'a'.repeat(most), bytes: most }, {})).answer).toBe(String(most));
  expect((await send({ begin: 'a'.repeat(most + 1), bytes: 2 * most }, {})).answer).toBe('TOO_LARGE');
});

// Within a time of its own, since a body that stops would be ended by its rate after a minute, too.
it('ends a body that is not complete in time, and its connection', { timeout: 30_000 }, async () => {
  const { request, answer } = await send({ begin: '{', bytes: 100 }, { maxMs: 10 });
  expect(answer).toBe('REQUEST_TIMEOUT');
  if (!request.destroyed) await once(request, 'close');
});
