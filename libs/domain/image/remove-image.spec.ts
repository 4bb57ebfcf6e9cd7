import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { loadConfig } from '#libs/config/config.js';
import { openMediaDatabase, openObjectStore } from '#libs/infra/open.js';
import type { MediaDatabase } from '#libs/ports/databases.js';
import { imageRow } from '#libs/ports/image-fixture.contract.js';
import type { ImageRepository } from '#libs/ports/image-repository.js';
import { type ObjectStore } from '#libs/ports/object-store.js';
import { shareRow } from '#libs/ports/share-fixture.contract.js';
import type { ShareRepository } from '#libs/ports/share-repository.js';

import { resultPrefix } from '../transform/results.js';
import { variantKey } from './keys.js';
import { removeImage } from './remove-image.js';
import type { ImageRow, ImageState } from './image-row.js';
import { StoreFull, StoreUnavailable } from '#libs/ports/errors.js';

let tmpDir: string;
let database: MediaDatabase;
let images: ImageRepository;
let shares: ShareRepository;
let objects: ObjectStore;
beforeEach(async () => {
  tmpDir = await mkdtemp(join(tmpdir(), 'shoebox-remove-'));
  const config = loadConfig({ SHOEBOX_DATA_DIR: tmpDir });
  [database, objects] = await Promise.all([openMediaDatabase(config), openObjectStore(config)]);
  ({ images, shares } = database);
});
afterEach(async () => {
  await Promise.all([database.close(), objects.close()]);
  await rm(tmpDir, { recursive: true });
});

async function put(state: ImageState): Promise<ImageRow> {
  const row = imageRow({ state });
  await images.insert(row);
  await writeFile(join(tmpDir, 'variant'), 'x');
  await objects.put(variantKey(row.owner, row.id, 1, 1, 's'), join(tmpDir, 'variant'), { type: 'image/webp' });
  await writeFile(join(tmpDir, 'result'), 'x');
  await objects.put(`${resultPrefix(row.owner, row.id, 'name')}digest.jpg`, join(tmpDir, 'result'), { type: 'image/jpeg' });
  await writeFile(join(tmpDir, 'file'), 'x');
  await objects.put(row.originalKey, join(tmpDir, 'file'), { type: 'image/jpeg', metadata: { owner: row.owner } });
  return (await images.find(row.id))!;
}
const keys = async () => (await Array.fromAsync(objects.list('', { metadataOnly: true }))).map(({ key }) => key);
const remove = (row: ImageRow) => removeImage({ images, shares, objects, tmpDir }, row);

it('leaves only the tombstone of an image that was deleted for good, also if it runs twice', async () => {
  const row = await put('purging');
  const again = vi.spyOn(images, 'remove').mockRejectedValueOnce(new Error('a crash'));
  await expect(remove(row)).rejects.toThrow('a crash');
  await remove(row);
  expect(again).toHaveBeenCalledTimes(2);
  expect([await keys(), await images.find(row.id)]).toEqual([[`removed/ada/${row.id}`], null]);
});

it('leaves nothing of an abandoned upload', async () => {
  await remove(await put('abandoned'));
  expect(await keys()).toEqual([]);
});

it('removes nothing before the tombstone is stored', async () => {
  const row = await put('purging');
  vi.spyOn(objects, 'put').mockRejectedValue(new StoreUnavailable());
  await expect(remove(row)).rejects.toThrow(StoreUnavailable);
  expect(await keys()).toContain(row.originalKey);
  expect((await images.find(row.id))?.state).toBe('purging');
});

it('takes the image out of shares', async () => {
  const row = await put('purging');
  const share = shareRow({ owner: row.owner, imageIds: [row.id, 'other'] });
  await shares.insert(share);
  await remove(row);
  expect((await shares.find(share.owner, share.id))?.imageIds).toEqual(['other']);
});

it('keeps the row of an image that is visible, whatever the caller has read before', async () => {
  const row = await put('ready');
  await remove({ ...row, state: 'purging' });
  expect((await images.find(row.id))?.state).toBe('ready');
});

it('removes objects on a full disk and stores the tombstone when there is space', async () => {
  const [one, other] = [await put('purging'), await put('purging')];
  const full = vi.spyOn(objects, 'put').mockRejectedValueOnce(new StoreFull());
  await remove(one);
  expect(await keys()).toEqual(expect.arrayContaining([`removed/ada/${one.id}`]));
  full.mockRejectedValue(new StoreFull());
  await remove(other);
  expect(await keys()).toEqual([`removed/ada/${one.id}`]);
  expect(await images.find(other.id)).toBeNull();
});
