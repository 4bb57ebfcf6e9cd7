import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { expect, it } from 'vitest';

import { addressKeyRepositoryContract } from '#libs/ports/address-key-repository.contract.js';
import { albumRepositoryContract } from '#libs/ports/album-repository.contract.js';
import { changedRowsContract } from '#libs/ports/changed-rows.contract.js';
import { mediaDatabaseContract } from '#libs/ports/databases.contract.js';
import { driveRepositoryContract } from '#libs/ports/drive-repository.contract.js';
import { imageRow } from '#libs/ports/image-fixture.contract.js';
import { imageMaintenanceContract } from '#libs/ports/image-maintenance.contract.js';
import { imageRepositoryContract } from '#libs/ports/image-repository.contract.js';
import { mediaAuditContract } from '#libs/ports/media-audit.contract.js';
import { presetRepositoryContract } from '#libs/ports/preset-repository.contract.js';
import { quotaRepositoryContract } from '#libs/ports/quota-repository.contract.js';
import { rateLimitRepositoryContract } from '#libs/ports/rate-limit-repository.contract.js';
import { shareRepositoryContract } from '#libs/ports/share-repository.contract.js';

import { SqliteDatabase } from './database.js';
import { IMAGE_COUNTS } from './image-counts.js';
import { SqliteImageRepository } from './images.js';
import { SqliteMediaDatabase } from './media-database.js';
import { mediaMigrations } from './media.schema.js';

async function open() {
  const folder = await mkdtemp(join(tmpdir(), 'shoebox-media-'));
  const database = await SqliteMediaDatabase.open(join(folder, 'media.db'));
  const close = async () => {
    await database.close();
    await rm(folder, { recursive: true });
  };
  return { database, folder, close };
}

it('finds counts that differ from the rows, and counts again', async () => {
  const { database, folder, close } = await open();
  const { images, maintenance, quotas } = database;
  const owners = ['more', 'less', 'none', 'month'];
  for (const owner of [...owners, 'right']) await images.insert(imageRow({ owner, state: 'ready', bytes: 100 }));
  const raw = new DatabaseSync(join(folder, 'media.db'));
  raw.exec(`
    UPDATE usageCounts SET images = 2 WHERE owner = 'more';
    UPDATE usageCounts SET uploading = -1 WHERE owner = 'less';
    DELETE FROM usageCounts WHERE owner = 'none';
    INSERT INTO monthCounts VALUES ('month', '1999-01', 1);
    INSERT INTO usageCounts VALUES ('nobody', 1, 1, 1, 1);
  `);
  raw.close();
  expect(await maintenance.ownersWithWrongCounts()).toEqual([...owners, 'nobody'].toSorted());
  for (const owner of [...owners, 'nobody']) await maintenance.recount(owner);
  expect(await maintenance.ownersWithWrongCounts()).toEqual([]);
  expect(await quotas.usage('none')).toEqual({ images: 1, bytes: 100, trashed: 0 });
  await close();
});

it('keeps no counts of an owner whose last image was removed', async () => {
  const { database, folder, close } = await open();
  const row = imageRow({ owner: 'ada', state: 'ready', bytes: 100 });
  await database.images.insert(row);
  const raw = new DatabaseSync(join(folder, 'media.db'), { readOnly: true });
  const kept = () => raw.prepare('SELECT owner FROM usageCounts UNION ALL SELECT owner FROM monthCounts').all();
  expect(kept()).toHaveLength(2);
  await database.images.remove(row.id, {});
  expect(kept()).toEqual([]);
  raw.close();
  await close();
});

it('counts what is there already when a drive of before is opened', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shoebox-media-'));
  const path = join(folder, 'media.db');
  const before = await SqliteDatabase.open(path, mediaMigrations.slice(0, mediaMigrations.indexOf(IMAGE_COUNTS)));
  const old = new SqliteImageRepository(before);
  const at = new Date('2019-06-30T12:00:00.000Z');
  await old.insert(imageRow({ owner: 'ada', state: 'ready', bytes: 100, sortAt: at }));
  await old.insert(imageRow({ owner: 'ada', state: 'uploading', bytes: 20 }));
  await old.insert(imageRow({ owner: 'ada', state: 'rejected', bytes: 3, deletedAt: at }));
  await before.close();
  const database = await SqliteMediaDatabase.open(path);
  expect(await database.quotas.usage('ada')).toEqual({ images: 1, bytes: 103, trashed: 3 });
  expect(await database.images.months('ada')).toEqual([{ month: '2019-06', images: 1 }]);
  await expect(database.images.insert(imageRow({ owner: 'ada', bytes: 1 }), { quota: 123 })).rejects.toMatchObject({ used: 123 });
  expect(await database.maintenance.ownersWithWrongCounts()).toEqual([]);
  await database.close();
  await rm(folder, { recursive: true });
});

mediaDatabaseContract('SqliteMediaDatabase', open);
imageRepositoryContract('SqliteImageRepository', open);
imageMaintenanceContract('SqliteImageMaintenance', open);
mediaAuditContract('SqliteMediaAudit', open);
quotaRepositoryContract('SqliteQuotaRepository', open);
driveRepositoryContract('SqliteDriveRepository', open);
albumRepositoryContract('SqliteAlbumRepository', open);
changedRowsContract('SqliteChangedRows', open);
shareRepositoryContract('SqliteShareRepository', open);
addressKeyRepositoryContract('SqliteAddressKeyRepository', open);
presetRepositoryContract('SqlitePresetRepository', open);
rateLimitRepositoryContract('SqliteRateLimitRepository in media', open);
