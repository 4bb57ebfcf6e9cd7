import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { Readable } from 'node:stream';

import { Controller, Get, Module, Res } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { Metrics } from '#libs/metrics/metrics.js';

import { createApp } from './create-app.js';

@Controller()
class Answers {
  @Get('pictures/:id')
  picture() {
    return 'a picture';
  }

  @Get('endless')
  endless(@Res() reply: FastifyReply) {
    void reply.send(Readable.from(forever()));
  }
}

async function* forever() {
  for (;;) yield await new Promise<Buffer>((resolve) => setImmediate(resolve, Buffer.alloc(1000)));
}

@Module({ controllers: [Answers] })
class Service {}

let app: NestFastifyApplication;
let port: number;
let metrics: Metrics;
let lines: Record<string, unknown>[];
beforeEach(async () => {
  lines = [];
  metrics = new Metrics();
  const write = (text: string) => {
    const line = JSON.parse(text) as Record<string, unknown>;
    if (line['msg'] === 'request') lines.push(line);
  };
  const logger = pino({ level: 'info' }, { write });
  app = await createApp(Service, { name: 'test', logger, metrics, inner: true });
  await app.listen(0, '127.0.0.1');
  ({ port } = app.getHttpServer().address() as AddressInfo);
});
afterEach(async () => {
  app.getHttpServer().closeAllConnections();
  await app.close();
});

const requests = async () => (await metrics.text()).split('\n').filter((line) => line.startsWith('shoebox_http_requests_total{'));

it('counts by route pattern, so a thousand images are one series', async () => {
  const ids = ['one', 'two'];
  for (const id of ids)
    await (await fetch(`http://127.0.0.1:${port}/pictures/${id}`, { headers: { 'x-request-id': `id-of-${id}` } })).text();
  await (await fetch(`http://127.0.0.1:${port}/nowhere/x`)).text();
  await vi.waitUntil(() => lines.length === 3);
  expect(await requests()).toEqual([
    'shoebox_http_requests_total{service="test",method="GET",route="/pictures/:id",status="200"} 2',
    'shoebox_http_requests_total{service="test",method="GET",route="unknown",status="404"} 1',
  ]);
  expect(await metrics.text()).toContain(
    'shoebox_http_request_duration_seconds_count{service="test",method="GET",route="/pictures/:id"} 2',
  );
  expect(lines[0]).toMatchObject({ service: 'test', reqId: 'id-of-one', method: 'GET', route: '/pictures/:id', status: 200 });
});

it('counts a client that disconnected as 499, and the bytes it received', async () => {
  const socket = connect(port, '127.0.0.1');
  const request = 'GET /endless HTTP/1.1\r\nHost: x\r\n\r\n';
  socket.write(request);
  await once(socket, 'data');
  const before = await bytesSent();
  expect(before).toBeGreaterThan(1000);
  socket.destroy();
  await vi.waitUntil(() => lines.length === 1);
  expect(lines[0]).toMatchObject({ route: '/endless', status: 499 });
  expect(await requests()).toEqual(['shoebox_http_requests_total{service="test",method="GET",route="/endless",status="499"} 1']);
  expect(await bytesSent()).toBeGreaterThanOrEqual(before);
  expect(await metrics.text()).toContain(`\nshoebox_http_received_bytes_total{service="test"} ${request.length}\n`);
});

async function bytesSent(): Promise<number> {
  return Number(/^shoebox_http_sent_bytes_total\{service="test"\} (\d+)$/m.exec(await metrics.text())?.[1]);
}
