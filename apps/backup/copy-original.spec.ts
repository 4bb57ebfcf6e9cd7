import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { originalKeyOf, sha256Of } from '#libs/backup/generations.js';
import { loadConfig } from '#libs/config/config.js';
import { openEndpoint, type DriveEndpoint } from '#libs/drive-copy/drive-endpoint.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import { FileObjectStore } from '#libs/infra/file/object-store.js';
import { imageRow } from '#libs/ports/image-fixture.contract.js';

import { copyOriginal, type KnownOriginals } from './copy-original.js';

let folder: string;
let live: DriveEndpoint;
let store: FileObjectStore;
let row: ImageRow;
let known: KnownOriginals;
const original = randomBytes(300);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoebox-copy-original-'));
  live = await openEndpoint('drive', loadConfig({ SHOEBOX_DATA_DIR: join(folder, 'drive') }), { beside: true });
  store = await FileObjectStore.open(join(folder, 'backup'));
  known = new Map();
  await mkdir(join(folder, 'work'));
  const made = imageRow({ sha256: sha256Of(original), bytes: original.length, state: 'ready' });
  await live.images.insert(made);
  row = (await live.images.find(made.id))!;
  await putOriginal(original);
});
afterEach(async () => {
  await Promise.all([live.close(), store.close()]);
  await rm(folder, { recursive: true });
});

const workFolder = () => join(folder, 'work');
const path = () => join(folder, 'backup', originalKeyOf(row.sha256));
async function putOriginal(bytes: Buffer): Promise<void> {
  const file = join(folder, 'upload');
  await writeFile(file, bytes);
  await live.objects.put(row.originalKey, file, { type: row.type, replace: true });
}
function copy(into = store) {
  const source = { live, rows: live, id: 'drive', close: async () => undefined };
  return copyOriginal({ source, store: into, known, workFolder: workFolder() }, row);
}

it('copies an original once', async () => {
  expect([await copy(), await copy()]).toEqual(['copied', 'known']);
});

it('does not copy an altered original, and says so of a missing one and of one that was deleted meanwhile', async () => {
  await putOriginal(Buffer.alloc(original.length));
  expect(await copy()).toBe('altered');
  await live.objects.remove([row.originalKey]);
  expect(await copy()).toBe('missing');
  await live.images.remove(row.id, {});
  expect(await copy()).toBe('deleted');
  expect(known.size).toBe(0);
});

it('replaces an original of another size in the backup', async () => {
  await copy();
  await writeFile(path(), 'cut');
  known.set(row.sha256, 3);
  expect(await copy()).toBe('copied');
});

it('fails when the backup gives other bytes back than it was given, and leaves them not there', async () => {
  // A disk that alters what is written to it.
  const bad = await FileObjectStore.open(join(folder, 'bad'));
  const put = bad.put.bind(bad);
  bad.put = async (key, file, options) => {
    await writeFile(file, Buffer.alloc(original.length));
    await put(key, file, options);
  };
  await expect(copy(bad)).rejects.toThrow('did not keep the bytes');
  expect(await Array.fromAsync(bad.list(''))).toEqual([]);
});
