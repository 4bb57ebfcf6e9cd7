import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { afterEach, expect, it } from 'vitest';

import { openGateway, type Gateway, type Options } from '../gateway.fixture.js';

let gateway: Gateway;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await gateway.close();
});

/** Opens a connection. Returns what it answers to a request for the health of the drive: the status line, or '' when it closes. */
async function open(): Promise<() => Promise<string>> {
  const socket = connect(gateway.port, '127.0.0.1').on('error', () => undefined);
  sockets.push(socket);
  await once(socket, 'connect');
  return async () => {
    socket.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const [bytes] = (await Promise.race([once(socket, 'data'), once(socket, 'close')])) as [Buffer | boolean];
    return Buffer.isBuffer(bytes) ? bytes.toString() : '';
  };
}

const limited = (given: Partial<Options['connectionLimits']> & object, options: Options = {}) =>
  openGateway({ ...options, connectionLimits: { total: 100, perNetwork: 2, isExempt: () => false, ...given } });

it('refuses requests on connections above the limit of one network, and ends these', async () => {
  gateway = await limited({});
  const accepted: Socket[] = [];
  gateway.app.getHttpServer().on('connection', (socket: Socket) => accepted.push(socket));
  const [first, second, third] = [await open(), await open(), await open()];
  const refused = await third();
  expect(refused).toMatch(/^HTTP\/1\.1 429 /);
  expect(refused).toMatch(/\r\nconnection: close\r\n/i);
  expect(refused).toContain('"code":"RATE_LIMITED"');
  expect(await first()).toMatch(/^HTTP\/1\.1 200 /);
  expect(await second()).toMatch(/^HTTP\/1\.1 200 /);
  // One that closes makes room.
  const closed = once(accepted[0]!, 'close');
  sockets[0]!.destroy();
  sockets[2]!.destroy();
  await Promise.all([closed, accepted[2]!.closed || once(accepted[2]!, 'close')]);
  expect(await (await open())()).toMatch(/^HTTP\/1\.1 200 /);
});

it.each([
  ['behind a proxy', {}, { trustProxy: 1 }],
  ['from this machine', { isExempt: (address: string) => address.includes('127.0.0.1') }, {}],
] as const)('counts no networks %s', async (_name, limits, options) => {
  gateway = await limited(limits, options);
  const all = [await open(), await open(), await open()];
  for (const ask of all) expect(await ask()).toMatch(/^HTTP\/1\.1 200 /);
});

it('closes connections above the total without an answer', async () => {
  gateway = await limited({ total: 2 });
  const [first, , third] = [await open(), await open(), await open()];
  expect(await third()).toBe('');
  expect(await first()).toMatch(/^HTTP\/1\.1 200 /);
});

it('exempts this machine by default', async () => {
  gateway = await openGateway();
  expect(gateway.app.getHttpServer().maxConnections).toBe(4_000);
});
