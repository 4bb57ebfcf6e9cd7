import { hash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ObjectExists, ObjectNotFound, StoreUnavailable } from './errors.js';
import { fetchContract, type OpenedStore } from './object-store-fetch.contract.js';
import type { ObjectStore } from './object-store.js';

/** Every `ObjectStore` passes this suite. */
export function objectStoreContract(name: string, open: () => Promise<OpenedStore>): void {
  fetchContract(name, open);
  describe(`${name} is an object store`, () => {
    let store: ObjectStore;
    let close: () => Promise<void>;
    let folder: string;
    let files = 0;
    beforeAll(async () => {
      ({ store, close } = await open());
      folder = await mkdtemp(join(tmpdir(), 'shoebox-contract-'));
    });
    afterAll(async () => {
      await close();
      await rm(folder, { recursive: true });
    });

    async function put(key: string, bytes: string | Buffer, metadata?: Record<string, string>): Promise<void> {
      const file = join(folder, `${++files}`);
      await writeFile(file, bytes);
      await store.put(key, file, { type: 'image/jpeg', sha256: hash('sha256', bytes), ...(metadata && { metadata }) });
    }
    const read = async (key: string) => text((await store.get(key)).stream);
    const keys = async (prefix: string) => (await Array.fromAsync(store.list(prefix))).map(({ key }) => key).sort();

    it('returns every byte', async () => {
      const bytes = randomBytes(5_000_001);
      await put('bytes/five', bytes);
      const { size, stream } = await store.get('bytes/five');
      expect(size).toBe(bytes.length);
      expect(bytes.equals(await buffer(stream))).toBe(true);
    });

    it('reads a whole object of the expected size, and none of another', async () => {
      const bytes = randomBytes(200_000);
      await put('whole/a', bytes);
      expect((await store.read('whole/a', bytes.length))?.equals(bytes)).toBe(true);
      for (const other of [0, 1, bytes.length - 1, bytes.length + 1]) expect(await store.read('whole/a', other)).toBeNull();
    });

    it('sweep removes no complete object', async () => {
      await put('swept/a', 'whole');
      expect(await store.sweep(new Date(Date.now() + 60_000))).toBe(0);
      expect(await read('swept/a')).toBe('whole');
    });

    it('returns a range, and the size of the whole object', async () => {
      await put('range/a', '0123456789');
      const part = async (start: number, end: number) => {
        const { size, stream } = await store.get('range/a', { start, end });
        return [size, await text(stream)];
      };
      expect(await part(0, 0)).toEqual([10, '0']);
      expect(await part(3, 6)).toEqual([10, '3456']);
      expect(await part(9, 9)).toEqual([10, '9']);
      expect(await part(0, 9)).toEqual([10, '0123456789']);
    });

    it('throws RangeError for a range beyond the end', async () => {
      await put('range/b', '0123456789');
      await expect(store.get('range/b', { start: 0, end: 10 })).rejects.toThrow(RangeError);
      await expect(store.get('range/b', { start: 10, end: 12 })).rejects.toThrow(RangeError);
      await expect(store.get('range/b', { start: 5, end: 4 })).rejects.toThrow(RangeError);
    });

    it('allows readers to stop half-way, many times', async () => {
      await put('leave/a', randomBytes(1_000_000));
      for (let i = 0; i < 50; i++) (await store.get('leave/a')).stream.destroy();
      expect((await buffer((await store.get('leave/a')).stream)).length).toBe(1_000_000);
    });

    it('throws ObjectNotFound for a missing key', async () => {
      await expect(store.get('nothing/here')).rejects.toThrow(ObjectNotFound);
      await expect(store.read('nothing/here', 1)).rejects.toThrow(ObjectNotFound);
      await expect(store.metadata('nothing/here')).rejects.toThrow(ObjectNotFound);
      await put('folder/object', 'x');
      await expect(store.get('folder')).rejects.toThrow(ObjectNotFound);
      await expect(store.read('folder', 1)).rejects.toThrow(ObjectNotFound);
    });

    it('stores metadata with any Unicode', async () => {
      const metadata = { owner: '01k', name: `Größe "1" \n ../ 日本 ${'📷'.repeat(60)}`, empty: '' };
      await put('metadata/with', 'x', metadata);
      await put('metadata/without', 'x');
      expect(await store.metadata('metadata/with')).toEqual(metadata);
      expect(await store.metadata('metadata/without')).toBeNull();
    });

    it('stores the metadata of an original with the longest name, in four-byte characters', async () => {
      const longest = String.fromCodePoint(...Array.from({ length: 255 }, () => 0x10000 + (randomBytes(4).readUInt32LE() % 0xf0000)));
      const [owner, ownerName, sha256] = [13, 16, 32].map((bytes) => randomBytes(bytes).toString('hex')) as [string, string, string];
      const times = { createdAt: '2026-01-01T00:00:00.000Z', takenAt: '2025-12-31T23:59:59.999Z', modifiedAt: '2025-12-31T00:00:00.001Z' };
      const metadata = { owner, ownerName, name: longest, type: 'image/jpeg', sha256, ...times };
      await put('metadata/long', 'x', metadata);
      expect(await store.metadata('metadata/long')).toEqual(metadata);
    });

    it('never writes a key twice', async () => {
      await put('once/a', 'first', { name: 'first' });
      await expect(put('once/a', 'second', { name: 'second' })).rejects.toThrow(ObjectExists);
      await expect(put('once/a', 'third')).rejects.toThrow(ObjectExists);
      expect(await read('once/a')).toBe('first');
      expect(await store.metadata('once/a')).toEqual({ name: 'first' });
    });

    it('throws ObjectExists for a large object as well', async () => {
      await put('once/large', 'first');
      await expect(put('once/large', randomBytes(20_000_000))).rejects.toThrow(ObjectExists);
      expect(await read('once/large')).toBe('first');
    });

    it('refuses a missing file', async () => {
      for (const given of [{}, { sha256: '0'.repeat(64) }]) {
        const refused = store.put('source/gone', join(folder, 'nothing'), { type: 'image/jpeg', ...given });
        await expect(refused).rejects.toThrow(StoreUnavailable);
      }
      await expect(store.get('source/gone')).rejects.toThrow(ObjectNotFound);
    });

    it('lets one of several concurrent writes of a key succeed', async () => {
      const writers = Array.from({ length: 20 }, (_, i) => put('once/many', `${i}`, { name: `${i}` }));
      const results = await Promise.allSettled(writers);
      const lost = results.filter((result) => result.status === 'rejected');
      expect(lost.map(({ reason }) => (reason as Error).constructor)).toEqual(Array(19).fill(ObjectExists));
      const winner = `${results.findIndex(({ status }) => status === 'fulfilled')}`;
      expect(await read('once/many')).toBe(winner);
      expect(await store.metadata('once/many')).toEqual({ name: winner });
    });

    it('removes objects with their metadata, and ignores missing keys', async () => {
      await put('gone/a', 'x', { name: 'a' });
      await put('gone/b', 'x');
      await put('gone/c', 'x');
      await store.remove(['gone/a', 'gone/b', 'gone/never', 'never/ever']);
      await store.remove([]);
      await expect(store.get('gone/a')).rejects.toThrow(ObjectNotFound);
      await expect(store.metadata('gone/a')).rejects.toThrow(ObjectNotFound);
      expect(await keys('gone/')).toEqual(['gone/c']);
    });

    it('removes and stores objects concurrently', async () => {
      await put('side/0', 'x', { name: 'x' });
      for (let i = 1; i <= 30; i++) await Promise.all([store.remove([`side/${i - 1}`]), put(`side/${i}`, `${i}`, { name: `${i}` })]);
      expect(await keys('side/')).toEqual(['side/30']);
      expect(await read('side/30')).toBe('30');
      expect(await store.metadata('side/30')).toEqual({ name: '30' });
    });

    it('lists the objects under a prefix, and no others', async () => {
      const before = Date.now();
      await put('list/a/original', '12345', { name: 'a' });
      await put('list/a/1-1/s', 'x');
      await put('list/ab/original', 'x');
      expect(await keys('list/a/')).toEqual(['list/a/1-1/s', 'list/a/original']);
      expect(await keys('list/')).toEqual(['list/a/1-1/s', 'list/a/original', 'list/ab/original']);
      expect(await keys('list/none/')).toEqual([]);
      expect(await keys('')).toEqual(expect.arrayContaining(['list/a/original', 'list/ab/original']));
      const original = (await Array.fromAsync(store.list('list/a/'))).find(({ key }) => key === 'list/a/original');
      expect(original).toMatchObject({ size: 5 });
      // Within a minute, since the server may have another clock.
      expect(Math.abs(original!.modifiedAt.getTime() - before)).toBeLessThan(60_000);
    });

    it('lists more objects than one page of a server', async () => {
      const wanted = Array.from({ length: 1005 }, (_, i) => `pages/${i}`);
      for (let i = 0; i < wanted.length; i += 50) await Promise.all(wanted.slice(i, i + 50).map((key) => put(key, key)));
      expect(await keys('pages/')).toEqual(wanted.sort());
      await store.remove(wanted);
      expect(await keys('pages/')).toEqual([]);
    }, 120_000);

    it('lists each lasting object once while others are added and removed', async () => {
      const staying = Array.from({ length: 60 }, (_, i) => `slow/${i}/a`);
      for (const key of staying) await put(key, 'x', { name: key });
      const listed: string[] = [];
      for await (const { key } of store.list('slow/', { metadataOnly: true })) {
        listed.push(key);
        await put(`slow/new/${listed.length}`, 'x', { name: 'x' });
        if (listed.length > 1) await store.remove([`slow/new/${listed.length - 1}`]);
        if (listed.length > 300) break;
      }
      expect(listed.filter((key) => !key.startsWith('slow/new/')).sort()).toEqual(staying.sort());
    });

    it.each([
      '',
      '/',
      'a/',
      '/a',
      'a//b',
      '.',
      '..',
      '../a',
      'a/../b',
      'a/.b',
      'a\0b',
      'a b',
      'a\\b',
      'ä',
      'a.json',
      'a.json/b',
      'a'.repeat(201),
    ])('takes %j for no key', async (key) => {
      await expect(put(key, 'x')).rejects.toThrow(TypeError);
      await expect(store.get(key)).rejects.toThrow(TypeError);
      await expect(store.metadata(key)).rejects.toThrow(TypeError);
      await expect(store.remove([key])).rejects.toThrow(TypeError);
    });

    it.each(['a', 'ab', '/', '../', 'a/../', '.tmp/'])('takes %j for no prefix', async (prefix) => {
      await expect(keys(prefix)).rejects.toThrow(TypeError);
    });

    it('freeBytes returns a number or null', async () => {
      const bytes = await store.freeBytes();
      expect(bytes === null || bytes > 0).toBe(true);
    });

    it('check resolves while it can be used', async () => {
      await expect(store.check()).resolves.toBeUndefined();
    });
  });
}
