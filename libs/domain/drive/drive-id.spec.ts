import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { loadConfig } from '#libs/config/config.js';
import { openMediaDatabase, openObjectStore } from '#libs/infra/open.js';
import { imageRow } from '#libs/ports/image-fixture.contract.js';
import type { MediaDatabase } from '#libs/ports/databases.js';
import { type ObjectStore } from '#libs/ports/object-store.js';

import { driveMismatch } from './drive-id.js';
import { StoreFull } from '#libs/ports/errors.js';

describe('driveMismatch', () => {
  let folder: string;
  let database: MediaDatabase;
  let objects: ObjectStore;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoebox-drive-id-'));
    const config = loadConfig({ SHOEBOX_DATA_DIR: folder });
    await mkdir(config.tmpDir);
    [database, objects] = await Promise.all([openMediaDatabase(config), openObjectStore(config)]);
  });
  afterEach(async () => {
    await Promise.all([database.close(), objects.close()]);
    await rm(folder, { recursive: true });
  });

  const look = () => driveMismatch({ database, objects, tmpDir: join(folder, 'tmp') });
  const inStore = () => readFile(join(folder, 'objects/drive-id'), 'utf8');

  async function picture({ row = true, original = true }): Promise<void> {
    const made = imageRow({ state: 'ready' });
    if (row) await database.images.insert(made);
    const file = join(folder, 'upload');
    await writeFile(file, 'x');
    if (original) await objects.put(made.originalKey, file, { type: 'image/jpeg' });
  }

  it('gives a new drive an id in database and store, and keeps it', async () => {
    expect(await look()).toBeNull();
    const id = await database.drive.driveId(null);
    expect(id).toMatch(/^[0-9a-z]{26}$/);
    expect([await inStore(), await look(), await inStore()]).toEqual([id, null, id]);
  });

  it('gives an id to a drive of an older version whose images show that database and store belong together', async () => {
    await picture({ original: false });
    await picture({});
    expect(await look()).toBeNull();
    expect(await inStore()).toBe(await database.drive.driveId(null));
  });

  it.each([
    ['database', async () => void (await rm(join(folder, 'objects/drive-id')))],
    ['store', async () => void (await database.drive.driveId('of-the-database'))],
  ])('copies the id of the %s to the other if the images show that they belong together', async (name, lose) => {
    await picture({});
    if (name === 'database') await look();
    await lose();
    expect(await look()).toBeNull();
    expect(await inStore()).toBe(await database.drive.driveId(null));
  });

  it('reports two drives by their ids, whatever they contain, and says what to do', async () => {
    await picture({});
    await database.drive.driveId('one');
    await mkdir(join(folder, 'objects'), { recursive: true });
    await writeFile(join(folder, 'objects/drive-id'), 'two\n');
    expect(await look()).toMatch(
      /^Database and store do not belong together: the database is of the drive one, the store is of the drive two\./,
    );
    // The owner knows better.
    await writeFile(join(folder, 'objects/drive-id'), 'one\n');
    expect(await look()).toBeNull();
  });

  it.each([
    ['an empty store under a database with pictures: a disk that is not mounted', { row: true, original: false }],
    ['a new database over a store with pictures', { row: false, original: true }],
  ])('refuses %s', async (_, made) => {
    await picture(made);
    expect(await look()).toMatch(/does not hold its pictures\. Nothing is removed until they do\./);
    await database.drive.driveId('one');
    expect(await look()).toMatch(/does not hold its pictures/);
    await expect(inStore()).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('refuses a new database for a store that has an id', async () => {
    await picture({ row: false });
    await writeFile(join(folder, 'objects/drive-id'), 'two');
    expect(await look()).toMatch(/is of the drive new, the store is of the drive two, which this database knows nothing of/);
    expect(await database.drive.driveId(null)).toBeNull();
  });

  it('gives no id if another process does, and then compares', async () => {
    const wait = () => driveMismatch({ database, objects, tmpDir: join(folder, 'tmp'), givesId: false });
    expect(await wait()).toMatch(/^The drive is new and has no id yet: media gives it one/);
    expect(await database.drive.driveId(null)).toBeNull();
    await look();
    expect(await wait()).toBeNull();
    // Another folder than media's, as empty as that of a new drive.
    await rm(join(folder, 'objects/drive-id'));
    expect(await wait()).toMatch(/the store says of none/);
    await expect(inStore()).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('stores the id later if the disk is full', async () => {
    const put = vi.spyOn(objects, 'put').mockRejectedValueOnce(new StoreFull());
    expect(await look()).toBeNull();
    put.mockRestore();
    expect(await look()).toBeNull();
    expect(await inStore()).toBe(await database.drive.driveId(null));
  });
});
