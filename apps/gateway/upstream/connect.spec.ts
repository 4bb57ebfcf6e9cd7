import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { connect, Socket, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';

import { afterEach, describe, expect, it, vi } from 'vitest';

import { openGateway, sendJson, type Gateway } from '../gateway.fixture.js';
import { HttpTransport } from './http-transport.js';
import { Upstream } from './upstream.js';

const LISTEN = `const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port))`;

const TWO_SECONDS = 2_000;

describe('a machine that accepts no connection', () => {
  let machine: ChildProcess;
  const waiting: Socket[] = [];
  afterEach(() => {
    for (const socket of waiting) socket.destroy();
    machine.kill('SIGKILL');
  });

  /** A port whose accept queue is full and whose process is stopped: a connection gets no answer at all, as from a machine that is off. */
  async function silentPort(): Promise<number> {
    machine = spawn(process.execPath, ['-e', LISTEN], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface({ input: machine.stdout! }), 'line')) as [string];
    machine.kill('SIGSTOP');
    for (let count = 0; count < 8; count++) waiting.push(connect(Number(line), '127.0.0.1').on('error', () => undefined));
    await Promise.all(waiting.slice(0, 2).map((socket) => once(socket, 'connect')));
    return Number(line);
  }

  it('is reported as UNAVAILABLE within two seconds', async () => {
    const url = `http://127.0.0.1:${await silentPort()}`;
    const upstream = new Upstream(new HttpTransport({ auth: url, media: url, secret: 'unused' }));
    // Two timers of one process fire in order, however busy the machine is.
    let isLate = false;
    const timer = setTimeout(() => (isLate = true), TWO_SECONDS);
    const call = upstream.json('media', { method: 'POST', path: '/', headers: {}, requestId: 'a-request', body: 'x' });
    await expect(call).rejects.toMatchObject({ code: 'UNAVAILABLE', headers: { 'retry-after': '5' } });
    expect(isLate).toBe(false);
    clearTimeout(timer);
    await upstream.onApplicationShutdown();
  });
});

describe('connections', () => {
  let gateway: Gateway;
  afterEach(() => gateway.close());

  it('get TCP keep-alive probes after five seconds of silence', async () => {
    const asked = vi.spyOn(Socket.prototype, 'setKeepAlive');
    gateway = await openGateway();
    gateway.media.answer = (_request, response) => sendJson(response, 200, { items: [], next: null });
    await gateway.send('/api/images');
    expect(asked.mock.calls).toContainEqual([true, 5_000]);
    vi.restoreAllMocks();
  });

  it('are reused for idempotent calls; each change gets its own', async () => {
    gateway = await openGateway();
    const used: Record<string, Set<number>> = {};
    gateway.media.answer = (request, response) => {
      (used[request.method!] ??= new Set()).add(request.socket.remotePort!);
      request.resume().once('end', () => sendJson(response, 200, { items: [], next: null }));
    };
    for (let count = 0; count < 3; count++) {
      await gateway.send('/api/images');
      await gateway.send('/api/images', { method: 'POST', body: 'a body' });
      await gateway.send('/api/trash', { method: 'DELETE' });
    }
    expect([used['GET']!.size, used['POST']!.size, used['DELETE']!.size]).toEqual([1, 3, 3]);
  });

  it('reach a new address of the same host name', async () => {
    gateway = await openGateway();
    const { port } = gateway.media.server.address() as AddressInfo;
    expect((await gateway.send('/api/images')).status).toBe(200);
    gateway.media.server.close();
    gateway.media.server.closeAllConnections();
    await once(gateway.media.server, 'close');
    expect((await gateway.send('/api/images')).status).toBe(503);
    const answer: RequestListener = (request, response) => request.resume().once('end', () => sendJson(response, 201, {}));
    const next = createServer(answer).listen(port, '127.0.0.1');
    await once(next, 'listening');
    expect((await gateway.send('/api/images', { method: 'POST', body: 'a body' })).status).toBe(201);
    next.close();
    next.closeAllConnections();
  });
});

it('a token exchange whose connection breaks is repeated, because it is idempotent', async () => {
  const gateway = await openGateway();
  const { answer } = gateway.auth;
  let broken = false;
  gateway.auth.answer = (request, response) => {
    if (broken) return answer(request, response);
    broken = true;
    request.socket.destroy();
  };
  expect((await gateway.send('/api/images')).status).toBe(200);
  expect(gateway.auth.count('/exchange')).toBe(2);
  await gateway.close();
});
