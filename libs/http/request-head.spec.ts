import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';

import { All, Controller, Module, Req } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { createInnerApp } from './create-inner-app.js';
import { createLogger } from './log.js';
import { ReadsQuery } from './query.guard.js';

@Controller('path')
class Routes {
  @ReadsQuery()
  @All()
  all(@Req() { url, host }: FastifyRequest) {
    return { url, host };
  }
}

@Module({ controllers: [Routes] })
class RoutesModule {}

let app: NestFastifyApplication;
beforeAll(async () => {
  app = await createInnerApp({ module: RoutesModule }, { name: 'test', logger: createLogger('silent') });
  await app.listen(0, '127.0.0.1');
});
afterAll(() => app.close());

/** Sends these lines and nothing else. */
async function say(lines: readonly string[], body: Buffer | string = ''): Promise<{ status: number; head: string; body: unknown }> {
  const socket = connect((app.getHttpServer().address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write([...lines, 'Connection: close', '', ''].join('\r\n'));
  socket.write(body);
  const [head = '', answer = ''] = (await text(socket)).split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), head, body: JSON.parse(answer) as unknown };
}

/** Sends this on one connection, and reads all that is answered. */
async function sayAll(bytes: string): Promise<{ status: number; head: string; rest: string }> {
  const socket = connect((app.getHttpServer().address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(bytes);
  const [head = '', ...rest] = (await text(socket)).split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), head, rest: rest.join('\r\n\r\n') };
}

it.each([
  ['http://drive.example:8080/path?a=b', 'HTTP/1.1', { url: '/path?a=b', host: 'drive.example:8080' }],
  ['HTTPS://[::1]/path', 'HTTP/1.1', { url: '/path', host: '[::1]' }],
  ['http://drive.example/path', 'HTTP/1.0', { url: '/path', host: 'drive.example' }],
])('a target in absolute form is answered like one in origin form: %s', async (target, version, expected) => {
  const host = version === 'HTTP/1.0' ? [] : ['Host: other.example'];
  expect(await say([`GET ${target} ${version}`, ...host])).toMatchObject({ status: 200, body: expected });
});

it.each(['http://ada@drive.example/path', 'ftp://drive.example/path', 'path'])('refuses any other target: %s', async (target) => {
  expect(await say([`GET ${target} HTTP/1.1`, 'Host: a'])).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
});

it.each([
  ['no Host', ['GET /path HTTP/1.1']],
  ['no Host beside a target in absolute form', ['GET http://a/path HTTP/1.1']],
  ['an empty Host', ['GET /path HTTP/1.1', 'Host:']],
  ['two of them', ['GET /path HTTP/1.1', 'Host: a', 'host: b']],
  ['the same twice', ['GET /path HTTP/1.1', 'Host: a', 'Host: a']],
])('refuses %s', async (_what, lines) => {
  expect(await say(lines)).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST', detail: expect.stringContaining('Host') as string } });
});

// RFC 9112, section 6.3: two readings of where the body ends are how a request hides in another one.
it.each([
  ['a length beside chunks', ['Content-Length: 4', 'Transfer-Encoding: chunked']],
  ['chunks beside a length', ['Transfer-Encoding: chunked', 'Content-Length: 4']],
  ['two lengths', ['Content-Length: 4', 'Content-Length: 5']],
  ['two lengths in one line', ['Content-Length: 4, 5']],
  ['a length with a sign', ['Content-Length: +4']],
  ['a length after a space', ['Content-Length : 4']],
  ['an encoding after chunks', ['Transfer-Encoding: chunked, identity']],
])('refuses %s, and what would be a second request', async (_what, headers) => {
  const second = '0\r\n\r\nGET /path?second HTTP/1.1\r\nHost: a\r\n\r\n';
  const { status, head, rest } = await sayAll(['POST /path HTTP/1.1', 'Host: a', ...headers, '', second].join('\r\n'));
  expect(status).toBe(400);
  expect(head.toLowerCase()).toContain('connection: close');
  expect(rest).not.toContain('second');
});

it.each(['gzip', 'GZIP', 'br', 'deflate, gzip', 'identity, gzip', 'x-unknown'])(
  'refuses a body with Content-Encoding: %s',
  async (encoding) => {
    const body = gzipSync('{}');
    const {
      status,
      head,
      body: problem,
    } = await say(['POST /path HTTP/1.1', 'Host: a', `Content-Encoding: ${encoding}`, `Content-Length: ${body.length}`], body);
    expect([status, problem]).toMatchObject([415, { code: 'UNSUPPORTED_ENCODING' }]);
    expect(head.toLowerCase()).toContain('\r\naccept-encoding: identity\r\n');
  },
);

it('takes a body with Content-Encoding: identity, and a request without a body with any', async () => {
  const identity = ['POST /path HTTP/1.1', 'Host: a', 'Content-Encoding: Identity', 'Content-Length: 2'];
  expect((await say(identity, '{}')).status).toBeLessThan(300);
  expect((await say(['GET /path HTTP/1.1', 'Host: a', 'Content-Encoding: gzip'])).status).toBe(200);
});
