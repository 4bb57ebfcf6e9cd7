import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { originalKeyOf, sha256Of } from '#libs/backup/generations.js';
import { putBytes } from '#libs/backup/put-bytes.js';
import { loadConfig } from '#libs/config/config.js';
import { storedHash } from '#libs/drive-copy/copy-object.js';
import { openEndpoint, type DriveEndpoint } from '#libs/drive-copy/drive-endpoint.js';
import { tombstoneKey } from '#libs/domain/image/keys.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import { FileObjectStore } from '#libs/infra/file/object-store.js';
import { imageRow } from '#libs/ports/image-fixture.contract.js';
import { ObjectCorrupt } from '#libs/ports/errors.js';

import { restoreImage } from './restore-image.js';

const original = randomBytes(300);

let folder: string;
let target: DriveEndpoint;
let store: FileObjectStore;
let row: ImageRow;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoebox-restore-'));
  target = await openEndpoint('drive', loadConfig({ SHOEBOX_DATA_DIR: join(folder, 'drive') }), { beside: true });
  store = await FileObjectStore.open(join(folder, 'backup'));
  await mkdir(join(folder, 'work'));
  const at = new Date(0);
  row = { ...imageRow({ sha256: sha256Of(original), bytes: original.length, state: 'ready', thumbhash: 'x' }), updatedAt: at };
  await putBytes(store, join(folder, 'work'), originalKeyOf(row.sha256), original);
});
afterEach(async () => {
  await Promise.all([target.close(), store.close()]);
  await rm(folder, { recursive: true });
});

const restore = () => restoreImage({ store, target, workFolder: join(folder, 'work') }, row, 'ada');
const put = (key: string, bytes: Buffer | string) => putBytes(target.objects, join(folder, 'work'), key, bytes, { replace: true });
const found = async () => (await target.images.find(row.id))!;

it('brings an image back as one whose sizes are to be made, which holds its bytes and travels with its metadata', async () => {
  await put(tombstoneKey(row.owner, row.id), 'deleted');
  expect(await restore()).toBe('restored');
  const { state, sizes, generation } = await found();
  expect([state, sizes.s.state, generation]).toEqual(['processing', 'waiting', row.generation + 1]);
  expect((await target.images.findByHash(row.owner, row.sha256))?.id).toBe(row.id);
  expect(await storedHash(target.objects, row.originalKey)).toBe(row.sha256);
  expect(await target.objects.metadata(row.originalKey)).toMatchObject({ owner: row.owner, ownerName: 'ada', sha256: row.sha256 });
  // A rebuild would leave an image with a tombstone out.
  await expect(target.objects.stat(tombstoneKey(row.owner, row.id))).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' });
});

it('leaves an image that is there and good as it is', async () => {
  await restore();
  const before = await found();
  expect(await restore()).toBe('there');
  expect(await found()).toEqual(before);
});

it.each([
  ['altered', () => put(row.originalKey, Buffer.alloc(original.length))],
  ['missing', () => target.objects.remove([row.originalKey])],
])('replaces an original that is %s, and the image is no longer damaged', async (_, damage) => {
  await restore();
  await damage();
  await target.images.update(row.id, {}, { set: { damagedAt: new Date() } });
  expect(await restore()).toBe('healed');
  expect(await storedHash(target.objects, row.originalKey)).toBe(row.sha256);
  expect((await found()).damagedAt).toBeNull();
});

it('has an image made again that was rejected because of its damaged original', async () => {
  await restore();
  await target.objects.remove([row.originalKey]);
  await target.images.update(row.id, {}, { set: { state: 'rejected', reason: { code: 'ORIGINAL_MISSING', detail: '' } } });
  expect(await restore()).toBe('healed');
  expect((await found()).state).toBe('processing');
});

it('does not restore bytes that the account has as another image', async () => {
  const other = imageRow({ sha256: row.sha256, state: 'ready' });
  await target.images.insert(other);
  await target.images.update(other.id, {}, { content: 'claim' });
  expect(await restore()).toBe('taken');
  expect(await target.images.find(row.id)).toBeNull();
});

it('takes an original that an interrupted run left, and one of which it left only the metadata', async () => {
  await put(row.originalKey, original);
  expect(await restore()).toBe('restored');
  await target.images.remove(row.id, {});
  await target.objects.remove([row.originalKey]);
  await mkdir(join(folder, 'drive/objects', row.owner, row.id), { recursive: true });
  await writeFile(join(folder, 'drive/objects', `${row.originalKey}.json`), '{}');
  expect(await restore()).toBe('restored');
});

it('brings nothing back when the backup has other bytes', async () => {
  await writeFile(join(folder, 'backup', originalKeyOf(row.sha256)), Buffer.alloc(original.length));
  await expect(restore()).rejects.toThrow(ObjectCorrupt);
  expect(await target.images.find(row.id)).toBeNull();
});

it('inserts no row when the drive did not keep the bytes', async () => {
  const keep = target.objects.put.bind(target.objects);
  vi.spyOn(target.objects, 'put').mockImplementation(async (key, file, options) => {
    await writeFile(file, Buffer.alloc(original.length));
    await keep(key, file, options);
  });
  await expect(restore()).rejects.toThrow('did not keep the bytes');
  expect(await target.images.find(row.id)).toBeNull();
});
