import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { albumRepositoryContract } from '#libs/ports/album-repository.contract.js';
import { changedRowsContract } from '#libs/ports/changed-rows.contract.js';
import { mediaDatabaseContract } from '#libs/ports/databases.contract.js';
import { driveRepositoryContract } from '#libs/ports/drive-repository.contract.js';
import { imageMaintenanceContract } from '#libs/ports/image-maintenance.contract.js';
import { imageRepositoryContract } from '#libs/ports/image-repository.contract.js';
import { mediaAuditContract } from '#libs/ports/media-audit.contract.js';
import { quotaRepositoryContract } from '#libs/ports/quota-repository.contract.js';
import { rateLimitRepositoryContract } from '#libs/ports/rate-limit-repository.contract.js';
import { shareRepositoryContract } from '#libs/ports/share-repository.contract.js';

import { SqliteMediaDatabase } from './media-database.js';

async function open() {
  const folder = await mkdtemp(join(tmpdir(), 'shoebox-media-'));
  const database = await SqliteMediaDatabase.open(join(folder, 'media.db'));
  const close = async () => {
    await database.close();
    await rm(folder, { recursive: true });
  };
  return { database, close };
}

mediaDatabaseContract('SqliteMediaDatabase', open);
imageRepositoryContract('SqliteImageRepository', open);
imageMaintenanceContract('SqliteImageMaintenance', open);
mediaAuditContract('SqliteMediaAudit', open);
quotaRepositoryContract('SqliteQuotaRepository', open);
driveRepositoryContract('SqliteDriveRepository', open);
albumRepositoryContract('SqliteAlbumRepository', open);
changedRowsContract('SqliteChangedRows', open);
shareRepositoryContract('SqliteShareRepository', open);
rateLimitRepositoryContract('SqliteRateLimitRepository in media', open);
