import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, describe, expect, it } from 'vitest';

import { ConfigError } from '#libs/config/config-error.js';

import { S3ObjectStore } from './object-store.js';
import { StoreUnavailable } from '#libs/ports/errors.js';

const NO_SUCH_KEY = '<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>';

it('refuses an invalid host in one line', async () => {
  await expect(S3ObjectStore.open('s3+http://key:hunter2@minio_/pictures')).rejects.toThrow(ConfigError);
  await expect(S3ObjectStore.open('s3+http://key:hunter2@minio_/pictures')).rejects.toThrow(/^SHOEBOX_STORAGE_URL (?!.*hunter2)[^\n]*$/);
  await (await S3ObjectStore.open('s3+http://key:secret@[::1]:9000/pictures')).close();
});

describe('S3ObjectStore on a server of another kind', () => {
  let server: Server;
  let store: S3ObjectStore;
  let asked: string[];

  async function serve(answer: RequestListener): Promise<void> {
    asked = [];
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      request.resume();
      request.on('end', () => answer(request, response));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    store = await S3ObjectStore.open(`s3+http://key:secret@127.0.0.1:${(server.address() as AddressInfo).port}/pictures`);
  }
  afterEach(async () => {
    await store.close();
    server.close();
  });

  it('refuses a server that writes a key twice, and stores nothing there', async () => {
    await serve((_, response) => void response.end());
    const put = store.put('a/b', import.meta.filename, { type: 'image/png' });
    await expect(put).rejects.toThrow(/If-None-Match/);
    await expect(store.check()).rejects.toThrow(/If-None-Match/);
    expect(asked).not.toContain('PUT /pictures/a/b');
  });

  it('ignores missing keys, also where the server reports an error', async () => {
    await serve(({ method }, response) => void (method === 'DELETE' ? response.writeHead(404).end(NO_SUCH_KEY) : response.end()));
    await store.remove(['a/b', 'a/c']);
    expect(asked).toEqual(expect.arrayContaining(['DELETE /pictures/a/b', 'DELETE /pictures/a/c']));
  });

  it.each([
    [7200, 'ahead of'],
    [-7200, 'behind'],
  ])('names the clocks when it refuses a signature and its own clock differs by %i seconds', async (seconds, side) => {
    const date = new Date(Date.now() + seconds * 1000).toUTCString();
    await serve((_, response) => void response.writeHead(403, { date }).end());
    const sentence = new RegExp(`^The clock of the object store is 7(199|200|201) seconds ${side} the clock of this machine`);
    await expect(store.metadata('a/b')).rejects.toThrow(sentence);
  });

  it('treats an invalid answer as unavailable', async () => {
    await serve((_, response) => void response.writeHead(418).end('<html>'));
    const calls = [store.get('a/b'), store.metadata('a/b'), store.remove(['a/b']), Array.fromAsync(store.list('')), store.check()];
    await Promise.all(calls.map((call) => expect(call).rejects.toThrow(StoreUnavailable)));
  });
});
