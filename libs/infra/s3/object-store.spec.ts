import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { objectStoreContract } from '#libs/ports/object-store.contract.js';

import { describeOnS3, s3Servers, storageUrl } from '../../../test/harness/servers/servers.js';
import { emptyBucket, newBucket } from '../../../test/harness/servers/s3.js';
import { noDisks, openDisks } from '../../../test/harness/drive/small-disks.js';
import { S3ObjectStore } from './object-store.js';
import { ObjectNotFound, StoreUnavailable } from '#libs/ports/errors.js';

describeOnS3(await s3Servers(), (s3Url) => {
  const open = async () => {
    const url = storageUrl(s3Url, newBucket());
    const store = await S3ObjectStore.open(url);
    return { url, store, close: () => store.close().then(() => emptyBucket(url)) };
  };
  objectStoreContract('S3ObjectStore', open);

  describe('S3ObjectStore', () => {
    let opened: Awaited<ReturnType<typeof open>>;
    let folder: string;
    beforeAll(async () => {
      opened = await open();
      folder = await mkdtemp(join(tmpdir(), 'shoebox-s3-'));
    });
    afterAll(async () => {
      await opened.close();
      await rm(folder, { recursive: true });
    });
    const file = async (bytes: string | Buffer) => {
      const path = join(folder, randomBytes(4).toString('hex'));
      await writeFile(path, bytes);
      return path;
    };

    it('lets the server verify the bytes, and stores none with another hash', async () => {
      const put = opened.store.put('verify/a', await file('other bytes'), { type: 'image/png', sha256: '0'.repeat(64) });
      await expect(put).rejects.toThrow(StoreUnavailable);
      await expect(opened.store.get('verify/a')).rejects.toThrow(ObjectNotFound);
    });

    it('hashes a file without a given hash, and stores an empty file', async () => {
      await opened.store.put('verify/b', await file('x'), { type: 'image/png' });
      await opened.store.put('verify/c', await file(''), { type: 'image/png' });
      expect([(await opened.store.get('verify/b')).size, (await opened.store.get('verify/c')).size]).toEqual([1, 0]);
    });

    it('creates the bucket once for concurrent calls', async () => {
      const url = storageUrl(s3Url, newBucket());
      const stores = await Promise.all([1, 2, 3, 4].map(() => S3ObjectStore.open(url)));
      await Promise.all(stores.map((store) => store.check()));
      await Promise.all(stores.map((store) => store.close()));
      await emptyBucket(url);
    });

    it('does not list the object of its check', async () => {
      const { store, close } = await open();
      await store.check();
      expect(await Array.fromAsync(store.list(''))).toEqual([]);
      await close();
    });

    it('is unavailable when the bucket is missing, and does not create it again', async () => {
      const { url, store, close } = await open();
      await store.put('a/b', await file('x'), { type: 'image/png' });
      await emptyBucket(url);
      const calls = [
        store.put('a/c', await file('x'), { type: 'image/png' }),
        store.get('a/b'),
        store.fetch('a/b', join(folder, 'fetched')),
        store.metadata('a/b'),
        store.remove(['a/b']),
        Array.fromAsync(store.list('')),
        store.check(),
      ];
      await Promise.all(calls.map((call) => expect(call).rejects.toThrow(StoreUnavailable)));
      const another = await S3ObjectStore.open(url);
      await another.check();
      await store.check();
      await another.close();
      await close();
    });

    it.skipIf(noDisks)('says what the disk says that an object is fetched to, and leaves nothing there', async () => {
      const small = join(folder, 'small');
      const disks = await openDisks({ [small]: 1 });
      await opened.store.put('fetch/large', await file(randomBytes(4_000_000)), { type: 'image/png' });
      await expect(opened.store.fetch('fetch/large', join(disks.at(small), 'fetched'))).rejects.toMatchObject({ code: 'ENOSPC' });
      expect(await readdir(disks.at(small))).toEqual([]);
      await disks.close();
    });

    it('slow readers do not delay other calls', async () => {
      const { store, close } = await open();
      await store.put('a/b', await file(randomBytes(4_000_000)), { type: 'image/png' });
      const readers = await Promise.all(Array.from({ length: 100 }, () => store.get('a/b')));
      await store.put('a/c', await file('x'), { type: 'image/png' });
      expect((await store.get('a/c')).size).toBe(1);
      await store.check();
      for (const { stream } of readers) stream.destroy();
      await close();
    });

    it('is unavailable when the server refuses the credentials', async () => {
      const store = await S3ObjectStore.open(opened.url.replace(/:[^:@]+@/, ':wrong-secret@'));
      await expect(store.check()).rejects.toThrow(/refuses the key.*403/);
      await expect(store.get('a/b')).rejects.toThrow(StoreUnavailable);
      await store.close();
    });
  });
});
