import { hash } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { FileObjectStore } from '#libs/infra/file/object-store.js';

import { copyObject, Damaged } from './copy-object.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoebox-copy-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('a copied object shares no file with its source, also on one disk', async () => {
  const [from, to] = [await FileObjectStore.open(join(folder, 'from')), await FileObjectStore.open(join(folder, 'to'))];
  const file = join(folder, 'file');
  await writeFile(file, 'the bytes');
  const object = { key: 'ada/1/original', type: 'image/jpeg', sha256: hash('sha256', 'the bytes') };
  await from.put(object.key, file, object);
  await copyObject(from, to, object, join(folder, 'tmp'));
  const [source, copy] = await Promise.all(['from', 'to'].map((name) => stat(join(folder, name, object.key))));
  expect(copy!.ino).not.toBe(source!.ino);
  expect([source!.nlink, copy!.nlink]).toEqual([1, 1]);
});

it('goes on where a run was killed between the metadata and its object', async () => {
  const [from, to] = [await FileObjectStore.open(join(folder, 'from')), await FileObjectStore.open(join(folder, 'to'))];
  const file = join(folder, 'file');
  const object = { key: 'ada/1/original', type: 'image/jpeg', metadata: { name: 'a.jpg' } };
  for (const store of [from, to]) {
    await writeFile(file, 'the bytes');
    await store.put(object.key, file, object);
  }
  await rm(join(folder, 'to', object.key));
  await copyObject(from, to, object, join(folder, 'tmp'));
  expect([(await to.stat(object.key)).size, await to.metadata(object.key)]).toEqual([9, { name: 'a.jpg' }]);
});

it('copies no bytes that are damaged at the source, and does not believe a target that stores others', async () => {
  const [from, to] = [await FileObjectStore.open(join(folder, 'from')), await FileObjectStore.open(join(folder, 'to'))];
  const file = join(folder, 'file');
  await writeFile(file, 'the bytes');
  const object = { key: 'ada/1/original', type: 'image/jpeg', sha256: hash('sha256', 'the bytes') };
  await from.put(object.key, file, object);
  const put = to.put.bind(to);
  vi.spyOn(to, 'put').mockImplementation(async (key, path, options) => {
    await writeFile(path, 'THE BYTES');
    await put(key, path, options);
  });
  await expect(copyObject(from, to, object, join(folder, 'tmp'))).rejects.toThrow(new Damaged(`${object.key} is damaged at the target.`));
  await to.remove([object.key]);
  await writeFile(join(folder, 'from', object.key), 'the_bytes');
  await expect(copyObject(from, to, object, join(folder, 'tmp'))).rejects.toThrow(new Damaged(`${object.key} is damaged at the source.`));
  await expect(to.stat(object.key)).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' });
});
