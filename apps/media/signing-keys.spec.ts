import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';

import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { Problem } from '#libs/api/errors.js';

import { keysOf } from './signing-keys.js';

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const token = (kid: string) => `${Buffer.from(JSON.stringify({ alg: 'RS256', kid })).toString('base64url')}.e30.c2ln`;

let auth: Server;
let published: string[];
let asked: number;
let find: (kid: string) => Promise<unknown>;
let ahead: number;
/** Both clocks, on their own objects, to which the cache has references. It reads them once in a millisecond. */
async function later(seconds: number): Promise<void> {
  ahead += seconds * 1000;
  await setTimeout(5);
}
beforeEach(async () => {
  [published, asked, ahead] = [['old'], 0, 0];
  for (const clock of [Date, performance]) {
    const now = clock.now.bind(clock);
    vi.spyOn(clock, 'now').mockImplementation(() => now() + ahead);
  }
  auth = createServer((_request, response) => {
    asked++;
    const keys = published.map((kid) => ({ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' }));
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
  }).listen(0, '127.0.0.1');
  await once(auth, 'listening');
  const provider = keysOf(`http://127.0.0.1:${(auth.address() as AddressInfo).port}`);
  find = (kid) => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    provider({}, token(kid), (error: unknown, key?: unknown) => (error ? reject(error) : resolve(key)));
    return promise;
  };
});
afterEach(() => {
  auth.close().closeAllConnections();
  vi.restoreAllMocks();
});

it('a key that auth published this moment is found, and looked up once by many requests', async () => {
  await find('old');
  published.push('new');
  expect(await Promise.all(Array.from({ length: 50 }, () => find('new')))).toEqual(
    Array(50).fill(expect.objectContaining({ type: 'public' })),
  );
  expect(asked).toBe(2);
});

it('a key that auth removed is refused after a minute', async () => {
  await find('old');
  published = ['new'];
  await later(59);
  expect(await find('old')).toBeTruthy();
  await later(2);
  expect(await find('old')).toBeFalsy();
});

it('while auth is away a known key is used for some ten minutes more, and an unknown one is 503', async () => {
  await find('old');
  auth.close().closeAllConnections();
  await expect(find('new')).rejects.toThrow(Problem);
  await later(650);
  expect(await find('old')).toBeTruthy();
  // What was found then is used for its minute.
  await later(70);
  await expect(find('old')).rejects.toThrow(Problem);
});
