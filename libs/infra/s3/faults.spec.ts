import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { emptyBucket, newBucket } from '../../../test/harness/servers/s3.js';
import { describeOnS3, s3Servers, storageUrl } from '../../../test/harness/servers/servers.js';
import { TcpProxy } from '../../../test/harness/servers/tcp-proxy.js';
import { until } from '../../../test/harness/http/until.js';
import { S3ObjectStore } from './object-store.js';
import { ObjectExists, ObjectNotFound, StoreUnavailable } from '#libs/ports/errors.js';

/** Milliseconds; a busy machine may be late. */
const TWO_SECONDS = 2_000 + 500;

describeOnS3(await s3Servers(), (s3Url) => {
  describe('a store that is away or hangs', () => {
    let proxy: TcpProxy;
    let onBytes: (connection: Socket) => void;
    let store: S3ObjectStore;
    let bucket: string;
    let folder: string;
    beforeEach(async () => {
      onBytes = () => undefined;
      proxy = await TcpProxy.open(s3Url, (connection) => onBytes(connection));
      bucket = newBucket();
      store = await S3ObjectStore.open(storageUrl(s3Url.replace(new URL(s3Url).host, proxy.address), bucket));
      folder = await mkdtemp(join(tmpdir(), 'shoebox-s3-faults-'));
    });
    afterEach(async () => {
      proxy.goOn();
      await proxy.restore();
      await store.close();
      await proxy.cut();
      await emptyBucket(storageUrl(s3Url, bucket));
      await rm(folder, { recursive: true });
    });

    async function put(key: string, bytes: string | Buffer = 'x'): Promise<void> {
      const file = join(folder, randomBytes(8).toString('hex'));
      await writeFile(file, bytes);
      await store.put(key, file, { type: 'image/png' });
    }

    /** Every call that there is, each a rejection in time. */
    async function allFail(): Promise<void> {
      const began = performance.now();
      const calls = [
        put('a/put'),
        store.get('a/b'),
        store.get('a/b', { start: 0, end: 0 }),
        store.fetch('a/b', join(folder, 'fetched')),
        store.metadata('a/b'),
        store.remove(['a/c', 'a/d']),
        Array.fromAsync(store.list('a/')),
        store.check(),
      ];
      const results = await Promise.allSettled(calls);
      expect(results.map((result) => result.status === 'rejected' && (result.reason as Error).constructor)).toEqual(
        calls.map(() => StoreUnavailable),
      );
      expect(performance.now() - began).toBeLessThan(TWO_SECONDS);
      expect(await readdir(folder)).not.toContain('fetched');
    }

    it('is used as soon as it is there, when it is away at the start', async () => {
      await proxy.cut();
      await allFail();
      await proxy.restore();
      await put('a/b');
      expect((await buffer((await store.get('a/b')).stream)).toString()).toBe('x');
    });

    it('calls fail in time when it goes away, and succeed when it is back', async () => {
      await put('a/b');
      await proxy.cut();
      await allFail();
      await proxy.restore();
      expect((await store.get('a/b')).size).toBe(1);
      await expect(store.get('a/put')).rejects.toThrow(ObjectNotFound);
      expect((await Array.fromAsync(store.list(''))).map(({ key }) => key)).toEqual(['a/b']);
    });

    it('calls fail in time when it hangs, and succeed when it answers again', async () => {
      await put('a/b');
      proxy.hang();
      await allFail();
      proxy.goOn();
      expect((await store.get('a/b')).size).toBe(1);
      await store.check();
    });

    it('a put fails in time when the server hangs', async () => {
      await store.check();
      const sending = put('a/large', randomBytes(40 * 2 ** 20));
      const failed = sending.catch((error: unknown) => error);
      proxy.hang();
      expect(await failed).toBeInstanceOf(StoreUnavailable);
      proxy.goOn();
      await expect(store.get('a/large')).rejects.toThrow(ObjectNotFound);
    });

    it('a fetch leaves no file when the server goes away', async () => {
      await put('a/large', randomBytes(40 * 2 ** 20));
      const fetching = store.fetch('a/large', join(folder, 'fetched'));
      const failed = fetching.catch((error: unknown) => error);
      await proxy.cut();
      expect(await failed).toBeInstanceOf(StoreUnavailable);
      expect(await readdir(folder)).not.toContain('fetched');
    });

    it('a fetch leaves no file when the server hangs', async () => {
      await put('a/large', randomBytes(40 * 2 ** 20));
      const watcher = watch(folder);
      const failed = store.fetch('a/large', join(folder, 'fetched')).catch((error: unknown) => error);
      await once(watcher, 'change');
      watcher.close();
      proxy.hang();
      const hung = performance.now();
      expect(await failed).toBeInstanceOf(StoreUnavailable);
      expect(performance.now() - hung).toBeLessThan(TWO_SECONDS);
      expect(await readdir(folder)).not.toContain('fetched');
    });

    it('retries when an idle connection was closed', async () => {
      await put('a/b');
      for (const ask of [
        () => store.get('a/b').then(({ stream }) => buffer(stream)),
        () => store.metadata('a/b'),
        () => store.remove(['a/nothing']),
      ]) {
        let closed = 0;
        onBytes = (connection) => {
          if (closed++ === 0) connection.resetAndDestroy();
        };
        await ask();
        expect(closed).toBe(2);
      }
    });

    it('closes its connections', async () => {
      await put('a/large', randomBytes(2_000_000));
      const readers = await Promise.all(Array.from({ length: 10 }, () => store.get('a/large')));
      for (const { stream } of readers) stream.destroy();
      await Promise.all(Array.from({ length: 10 }, () => expect(put('a/large', randomBytes(2_000_000))).rejects.toThrow(ObjectExists)));
      await expect(store.get('a/large', { start: 0, end: 2_000_000 })).rejects.toThrow(RangeError);
      for await (const _ of store.list('')) break;
      proxy.hang();
      await allFail();
      proxy.goOn();
      // Those that lie idle go by themselves.
      await until(async () => proxy.open === 0 || null);
      await store.check();
      await Array.fromAsync(store.list(''));
      await store.close();
      await until(async () => proxy.open === 0 || null, 2_000);
      await expect(store.check()).rejects.toThrow(StoreUnavailable);
    });
  });
});
