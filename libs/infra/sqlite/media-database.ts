import { MediaDatabase } from '#libs/ports/databases.js';

import { SqliteAddressKeyRepository } from './address-keys.js';
import { SqliteAlbumRepository } from './albums.js';
import { SqliteChangedRows } from './changed-rows.js';
import { SqliteDatabase } from './database.js';
import { SqliteDriveRepository } from './drive.js';
import { SqliteImageMaintenance } from './image-maintenance.js';
import { SqliteMediaAudit } from './media-audit.js';
import { SqliteImageRepository } from './images.js';
import { mediaMigrations } from './media.schema.js';
import { SqlitePresetRepository } from './presets.js';
import { SqliteQuotaRepository } from './quotas.js';
import { SqliteRateLimitRepository } from './rate-limits.js';
import { SqliteShareRepository } from './shares.js';

/** The file media.db. */
export class SqliteMediaDatabase extends MediaDatabase {
  readonly images: SqliteImageRepository;
  readonly maintenance: SqliteImageMaintenance;
  readonly audit: SqliteMediaAudit;
  readonly quotas: SqliteQuotaRepository;
  readonly drive: SqliteDriveRepository;
  readonly albums: SqliteAlbumRepository;
  readonly shares: SqliteShareRepository;
  readonly addressKeys: SqliteAddressKeyRepository;
  readonly presets: SqlitePresetRepository;
  readonly changedRows: SqliteChangedRows;
  readonly rateLimits: SqliteRateLimitRepository;

  private constructor(private readonly database: SqliteDatabase) {
    super();
    this.images = new SqliteImageRepository(database);
    this.maintenance = new SqliteImageMaintenance(database);
    this.audit = new SqliteMediaAudit(database);
    this.quotas = new SqliteQuotaRepository(database);
    this.drive = new SqliteDriveRepository(database);
    this.albums = new SqliteAlbumRepository(database);
    this.shares = new SqliteShareRepository(database);
    this.addressKeys = new SqliteAddressKeyRepository(database);
    this.presets = new SqlitePresetRepository(database);
    this.changedRows = new SqliteChangedRows(database);
    this.rateLimits = new SqliteRateLimitRepository(database, 'shareEvents');
  }

  /** @throws RepositoryFull, RepositoryUnavailable; ConfigError when a newer version of Shoebox has written the file */
  static async open(path: string): Promise<SqliteMediaDatabase> {
    return new SqliteMediaDatabase(await SqliteDatabase.open(path, mediaMigrations));
  }

  check(): Promise<void> {
    return this.database.check();
  }

  close(): Promise<void> {
    return this.database.close();
  }
}
