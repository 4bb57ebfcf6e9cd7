import { hash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ObjectCorrupt, ObjectExists, ObjectNotFound } from './errors.js';
import type { ObjectStore } from './object-store.js';

export interface OpenedStore {
  /** Empty. */
  store: ObjectStore;
  /** Closes the store and deletes its contents. */
  close: () => Promise<void>;
}

/** The part of the suite of every `ObjectStore` that copies, looks at and replaces single objects. */
export function fetchContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`${name} copies and replaces objects`, () => {
    let store: ObjectStore;
    let close: () => Promise<void>;
    let folder: string;
    beforeAll(async () => {
      ({ store, close } = await open());
      folder = await mkdtemp(join(tmpdir(), 'shoebox-contract-'));
    });
    afterAll(async () => {
      await close();
      await rm(folder, { recursive: true });
    });

    async function put(key: string, bytes: string, metadata?: Record<string, string>): Promise<void> {
      const file = join(folder, 'source');
      await writeFile(file, bytes);
      await store.put(key, file, { type: 'image/jpeg', ...(metadata && { metadata }) });
    }
    const read = async (key: string) => text((await store.get(key)).stream);

    it('fetch writes the bytes into a file that later changes of the object do not affect', async () => {
      await put('fetched/a', 'the bytes');
      const file = join(folder, 'fetched');
      await store.fetch('fetched/a', file);
      await store.remove(['fetched/a']);
      expect(await readFile(file, 'utf8')).toBe('the bytes');
    });

    it('fetch writes nothing for a missing object, and never replaces a file', async () => {
      const file = join(folder, 'not-fetched');
      await expect(store.fetch('fetched/nothing', file)).rejects.toThrow(ObjectNotFound);
      await expect(readFile(file)).rejects.toMatchObject({ code: 'ENOENT' });
      await put('fetched/b', 'new');
      await writeFile(file, 'old');
      await expect(store.fetch('fetched/b', file)).rejects.toMatchObject({ code: 'EEXIST' });
      expect(await readFile(file, 'utf8')).toBe('old');
    });

    it('fetch compares the bytes with the given hash, and keeps no others', async () => {
      await put('fetched/c', 'the bytes');
      const file = join(folder, 'compared');
      const sha256 = hash('sha256', 'the bytes');
      await expect(
        store.fetch('fetched/c', file, { sha256: sha256.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) }),
      ).rejects.toThrow(ObjectCorrupt);
      await expect(readFile(file)).rejects.toMatchObject({ code: 'ENOENT' });
      await store.fetch('fetched/c', file, { sha256 });
      expect(await readFile(file, 'utf8')).toBe('the bytes');
    });

    it('stat returns size and time, and throws ObjectNotFound for a missing key', async () => {
      await put('stat/a', '12345', { name: 'a' });
      const { size, modifiedAt, key } = await store.stat('stat/a');
      expect([key, size]).toEqual(['stat/a', 5]);
      expect(Math.abs(modifiedAt.getTime() - Date.now())).toBeLessThan(60_000);
      await expect(store.stat('stat/b')).rejects.toThrow(ObjectNotFound);
      await expect(store.stat('stat')).rejects.toThrow(ObjectNotFound);
    });

    it('replaces an object with its metadata on request only', async () => {
      await put('replaced/a', 'damaged', { name: 'old' });
      const file = join(folder, 'whole');
      for (const key of ['replaced/a', 'replaced/missing']) {
        await writeFile(file, 'whole');
        await store.put(key, file, { type: 'image/jpeg', metadata: { name: 'new' }, replace: true });
        expect([await read(key), await store.metadata(key)]).toEqual(['whole', { name: 'new' }]);
      }
      await expect(put('replaced/a', 'again')).rejects.toThrow(ObjectExists);
    });
  });
}
