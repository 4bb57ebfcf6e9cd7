import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

import { Controller, Get, Module, Req, Res } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { afterEach, expect, it } from 'vitest';

import type { ConnectionTimeouts } from './connection-timeouts.js';
import { createApp } from './create-app.js';
import { createLogger } from './log.js';

const TIMEOUTS = { head: 100, headCheck: 20, linger: 100, reader: 100 };
/** More than the buffers of two sockets hold. */
const LARGE = 64 * 2 ** 20;

let app: NestFastifyApplication;
let server: Server;
let client: Socket;
/** Called by the route, to answer whenever a test says so. */
let answer: (reply: FastifyReply) => void;

@Controller()
class Routes {
  @Get('slow')
  get(@Req() _request: FastifyRequest, @Res() reply: FastifyReply) {
    answer(reply);
  }
}

@Module({ controllers: [Routes] })
class RoutesModule {}

async function start(changed: Partial<ConnectionTimeouts> = {}): Promise<void> {
  const timeouts = { ...TIMEOUTS, ...changed };
  app = await createApp(RoutesModule, { name: 'test', logger: createLogger('silent'), inner: false, timeouts });
  await app.listen(0, '127.0.0.1');
  server = app.getHttpServer() as Server;
}
afterEach(async () => {
  client.destroy();
  await app.close();
});

/** Opens a connection that is never closed and never read by the client; returns the server's end of it. */
async function open(bytes: string): Promise<Socket> {
  const connected = once(server, 'connection') as Promise<[Socket]>;
  client = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true });
  client.on('error', () => undefined).pause();
  const [socket] = await connected;
  client.write(bytes);
  return socket;
}

/** The time limit of the test is the only one here. */
async function closed(socket: Socket): Promise<void> {
  if (!socket.closed) await once(socket, 'close');
}

it.each([
  ['half a head', 'GET / HTTP/1.1\r\nHost: a\r\n'],
  ['no HTTP', 'hello\r\n\r\n'],
  ['no byte', ''],
])('a client that sends %s and never closes loses its connection', async (_what, bytes) => {
  // Longer than the time limit of a test.
  await start({ reader: 600_000 });
  await closed(await open(bytes));
});

it('a client that closes its half after half a head loses its connection', async () => {
  await start({ reader: 600_000, linger: 600_000 });
  const socket = await open('GET / HTTP/1.1\r\nHost: a\r\n');
  client.end();
  await closed(socket);
});

it('a client that stops reading an answer loses its connection, and the work for it ends', async () => {
  await start();
  const ended = new Promise<void>((resolve) => {
    answer = (reply) => {
      reply.raw.once('close', resolve);
      void reply.send(Buffer.alloc(LARGE));
    };
  });
  const socket = await open('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n');
  await closed(socket);
  await ended;
  expect(socket.bytesWritten).toBeGreaterThan(0);
});

it('an answer that takes long is waited for longer than a reader, and not for ever', async () => {
  await start();
  // In an object, as a promise would wait for the reply itself, which is one.
  const asked = Promise.withResolvers<{ reply: FastifyReply }>();
  answer = (reply) => asked.resolve({ reply });
  const socket = await open('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n');
  const { reply } = await asked.promise;
  await once(server, 'timeout');
  expect(socket.destroyed).toBe(false);
  client.resume();
  const said = once(client, 'data') as Promise<[Buffer]>;
  void reply.send('done');
  expect((await said)[0].toString()).toMatch(/^HTTP\/1\.1 200 /);

  const again = Promise.withResolvers<void>();
  answer = () => again.resolve();
  client.write('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n');
  await again.promise;
  await closed(socket);
});
