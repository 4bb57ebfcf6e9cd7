import { rmdirSync, watch } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, readlink, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { objectStoreContract } from '#libs/ports/object-store.contract.js';

import { FolderSync } from '../folder.js';
import { FileObjectStore } from './object-store.js';
import { ObjectNotFound, StoreUnavailable } from '#libs/ports/errors.js';

objectStoreContract('FileObjectStore', async () => {
  const root = await mkdtemp(join(tmpdir(), 'shoebox-objects-'));
  return { store: await FileObjectStore.open(root), close: () => rm(root, { recursive: true }) };
});

describe('FileObjectStore', () => {
  let folder: string;
  let root: string;
  let store: FileObjectStore;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoebox-objects-'));
    root = join(folder, 'objects');
    store = await FileObjectStore.open(root);
  });
  afterEach(async () => rm(folder, { recursive: true }));

  async function file(bytes: string | Buffer = 'x', where = folder): Promise<string> {
    const path = join(where, 'upload');
    await writeFile(path, bytes);
    return path;
  }
  const put = async (key: string, metadata?: Record<string, string>) =>
    store.put(key, await file(), { type: 'image/png', ...(metadata && { metadata }) });

  it('stores metadata as JSON beside the object, both with mode 0600', async () => {
    await put('ada/1/original', { name: 'Größe' });
    expect(await readdir(join(root, 'ada/1'))).toEqual(['original', 'original.json']);
    const modes = await Promise.all(
      ['', 'ada', 'ada/1/original', 'ada/1/original.json'].map(async (path) => (await stat(join(root, path))).mode),
    );
    expect(modes.map((mode) => (mode & 0o777).toString(8))).toEqual(['700', '700', '600', '600']);
  });

  it('leaves no file in the staging folder', async () => {
    await put('a/b', { name: 'x' });
    await expect(put('a/b', { name: 'y' })).rejects.toThrow();
    await store.check();
    expect(await readdir(join(root, '.tmp'))).toEqual([]);
  });

  it('never has an object without its metadata: stores it before, and removes it after', async () => {
    await put('ada/1/s');
    const names: string[] = [];
    const watcher = watch(join(root, 'ada/1'), (_event, name) => void (names.at(-1) !== name && names.push(name!)));
    await put('ada/1/original', { name: 'x' });
    await put('ada/1/between');
    await store.remove(['ada/1/original']);
    await put('ada/1/end');
    await vi.waitUntil(() => names.includes('end'));
    watcher.close();
    expect(names).toEqual(['original.json', 'original', 'between', 'original', 'original.json', 'end']);
  });

  it('a put that another one overtakes leaves no metadata of its own', async () => {
    const second = join(folder, 'second');
    for (let turn = 0; turn < 20; turn++) {
      await writeFile(second, 'with metadata');
      const plain = store.put(`a/${turn}`, await file('plain'), { type: 'image/png' });
      await Promise.allSettled([plain, store.put(`a/${turn}`, second, { type: 'image/png', metadata: { name: 'x' } })]);
      const stored = await readFile(join(root, `a/${turn}`), 'utf8');
      expect([stored, await store.metadata(`a/${turn}`)]).toEqual(stored === 'plain' ? ['plain', null] : ['with metadata', { name: 'x' }]);
    }
  });

  it('sweep removes files of a crashed put', async () => {
    const left = join(root, '.tmp', 'left');
    await writeFile(left, 'half');
    expect(await store.sweep(new Date(Date.now() - 60_000))).toBe(0);
    expect(await store.sweep(new Date(Date.now() + 60_000))).toBe(1);
    await expect(readFile(left)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('lists no staged or hidden files and no invalid keys', async () => {
    await put('a/b', { name: 'x' });
    await writeFile(join(root, '.tmp/half'), 'x');
    await writeFile(join(root, 'a/.DS_Store'), 'x');
    await writeFile(join(root, 'a/a picture.jpg'), 'x');
    await mkdir(join(root, 'lost+found'));
    expect((await Array.fromAsync(store.list(''))).map(({ key }) => key)).toEqual(['a/b']);
  });

  it('removes empty folders, but not the root', async () => {
    await put('ada/1/original', { name: 'x' });
    await put('ada/2/original');
    await store.remove(['ada/1/original']);
    expect(await readdir(join(root, 'ada'))).toEqual(['2']);
    await store.remove(['ada/2/original']);
    expect(await readdir(root)).toEqual(['.tmp']);
  });

  it('a removal is durable when it ends, also when another call removed the files', async () => {
    const synced = Promise.withResolvers<void>();
    const slow = await FileObjectStore.open(root, new FolderSync(() => synced.promise));
    await put('ada/1/original');
    const first = slow.remove(['ada/1/original']);
    await vi.waitUntil(async () => (await readdir(root)).join() === '.tmp');
    let ended = false;
    const second = slow.remove(['ada/1/original']).then(() => (ended = true));
    // Whatever the second call does besides, it does in this time.
    await store.remove(['ada/1/original']);
    expect(ended).toBe(false);
    synced.resolve();
    await Promise.all([first, second]);
  });

  it('keeps the root when nothing else is left, such as after somebody deleted its hidden folder', async () => {
    await put('ada/1/original');
    await rm(join(root, '.tmp'), { recursive: true });
    await store.remove(['ada/1/original']);
    expect(await readdir(root)).toEqual([]);
  });

  it('put creates a folder again that a concurrent remove deleted', async () => {
    let taken = 0;
    const take = () => {
      try {
        rmdirSync(join(root, 'a'));
        taken++;
      } catch {
        // Not there yet.
      }
      if (taken < 3) setImmediate(take);
    };
    take();
    await put('a/b', { name: 'x' });
    taken = 3;
    expect(await store.metadata('a/b')).toEqual({ name: 'x' });
  });

  it.each(['', '/original'])('puts and removes concurrently in one folder (a/1%s)', async (end) => {
    const side = async (_: unknown, number: number) => {
      for (let round = 0; round < 60; round++) {
        const key = `a/${number}${end}`;
        // Each remove empties the folders that the others are about to use.
        await store.put(key, await file('x', await mkdtemp(join(folder, 'upload-'))), { type: 'image/png', metadata: { key } });
        await store.remove([key]);
      }
    };
    await Promise.all(Array.from({ length: 6 }, side));
    expect(await readdir(root)).toEqual(['.tmp']);
  });

  it('removes metadata that a crash left without its object', async () => {
    await mkdir(join(root, 'ada/1'), { recursive: true });
    await writeFile(join(root, 'ada/1/original.json'), '{}');
    await expect(store.metadata('ada/1/original')).rejects.toThrow(ObjectNotFound);
    await store.remove(['ada/1/original']);
    expect(await readdir(root)).toEqual(['.tmp']);
  });

  it('lists metadata without an object on request', async () => {
    await put('a/whole', { name: 'x' });
    await writeFile(join(root, 'a/alone.json'), '{}');
    await writeFile(join(root, 'a/no key.json'), '{}');
    await writeFile(join(root, 'a/.json'), '{}');
    const listed = async (options?: { metadataOnly: boolean }) =>
      (await Array.fromAsync(store.list('', options))).map(({ key, metadataOnly }) => [key, metadataOnly]);
    expect(await listed()).toEqual([['a/whole', undefined]]);
    expect((await listed({ metadataOnly: true })).sort()).toEqual([
      ['a/alone', true],
      ['a/whole', undefined],
    ]);
  });

  it('follows no symbolic link out of its folder', async () => {
    const secret = await file('secret');
    await mkdir(join(root, 'a'));
    await symlink(secret, join(root, 'a/b'));
    await expect(store.get('a/b')).rejects.toThrow(ObjectNotFound);
    await expect(store.read('a/b', 6)).rejects.toThrow(ObjectNotFound);
    expect(await Array.fromAsync(store.list(''))).toEqual([]);
  });

  it('closes the files of readers that stop half-way', async () => {
    await store.put('a/b', await file(Buffer.alloc(1_000_000)), { type: 'image/png' });
    for (let i = 0; i < 20; i++) {
      const { stream } = await store.get('a/b');
      stream.destroy();
      await new Promise((closed) => stream.once('close', closed));
      await expect(store.get('a/b', { start: 1_000_000, end: 1_000_001 })).rejects.toThrow(RangeError);
    }
    const open = await Promise.all((await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
    expect(open.filter((path) => path.startsWith(root))).toEqual([]);
  });

  it('is unavailable when its folder is missing, and does not create it again', async () => {
    await put('a/b');
    await rename(root, `${root}.unplugged`);
    await expect(put('a/c', { name: 'x' })).rejects.toThrow(StoreUnavailable);
    await expect(store.get('a/b')).rejects.toThrow(StoreUnavailable);
    await expect(store.metadata('a/b')).rejects.toThrow(StoreUnavailable);
    await expect(store.remove(['a/b'])).rejects.toThrow(StoreUnavailable);
    await expect(Array.fromAsync(store.list(''))).rejects.toThrow(StoreUnavailable);
    await expect(store.check()).rejects.toThrow(StoreUnavailable);
    expect(await readdir(folder)).not.toContain('objects');
    await rename(`${root}.unplugged`, root);
    await store.check();
    await put('a/c');
  });

  it.runIf(process.platform === 'linux')('copies what comes from another disk', async () => {
    const other = await mkdtemp('/dev/shm/shoebox-');
    expect((await stat(other)).dev).not.toBe((await stat(root)).dev);
    const source = await file('from afar', other);
    await store.put('a/b', source, { type: 'image/png' });
    expect((await store.get('a/b')).size).toBe(9);
    expect(await readdir(join(root, '.tmp'))).toEqual([]);
    await rm(other, { recursive: true });
  });
});
