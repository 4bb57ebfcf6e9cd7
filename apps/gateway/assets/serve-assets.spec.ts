import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { fastify, type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { serveAssets } from './serve-assets.js';

let folder: string;
let app: FastifyInstance;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoebox-assets-'));
  await writeFile(join(folder, 'main-a1.js'), 'let a;');
  await writeFile(join(folder, 'main-a1.js.gz'), gzipSync('let a;'));
  await writeFile(join(folder, 'main-a1.js.br'), 'brotli');
  await writeFile(join(folder, 'icon.png'), 'png');
  await writeFile(join(folder, 'manifest.json'), '{}');
  app = fastify();
  serveAssets(app, folder);
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

const get = (name: string, accept?: string) => app.inject({ url: `/assets/${name}`, headers: accept ? { 'accept-encoding': accept } : {} });

describe('the built client', () => {
  it.each([
    ['gzip, deflate, br', 'br'],
    ['gzip;q=1.0, br;q=0', 'gzip'],
    ['br;q=0.000,gzip;q=0.5', 'gzip'],
    ['identity', undefined],
    [undefined, undefined],
    ['brotli', undefined],
  ])('is sent to a client that accepts %s with the encoding %s', async (accept, encoding) => {
    const { statusCode, headers } = await get('main-a1.js', accept);
    expect([statusCode, headers['content-encoding']]).toEqual([200, encoding]);
    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    });
  });

  it('is sent uncompressed when there is no compressed file', async () => {
    const { headers, body } = await get('icon.png', 'br');
    expect([headers['content-type'], headers['content-encoding'], body]).toEqual(['image/png', undefined, 'png']);
  });

  it.each(['manifest.json', 'main-a1.js.br', '../package.json', '..%2fpackage.json', 'nothing.js', ''])(
    'has nothing at %s',
    async (name) => {
      expect((await get(name)).statusCode).toBe(404);
    },
  );
});
