import { MediaDatabase } from '#libs/ports/databases.js';

import { MongoAddressKeyRepository } from './address-keys.js';
import { MongoAlbumRepository } from './albums.js';
import { MongoChangedRows } from './changed-rows.js';
import { albumsMigrations } from './media.schema.js';
import { MongoDatabase } from './database.js';
import { MongoDriveRepository } from './drive.js';
import { MongoImageMaintenance } from './image-maintenance.js';
import { MongoImageRepository } from './images.js';
import { MongoMediaAudit } from './media-audit.js';
import { imagesMigrations } from './media.schema.js';
import { MongoPresetRepository } from './presets.js';
import { MongoQuotaRepository } from './quotas.js';
import { MongoRateLimitRepository } from './rate-limits.js';
import { MongoShareRepository } from './shares.js';
import { sharesMigrations } from './media.schema.js';

/** The collections of media; those of auth may lie in the same MongoDB database. */
export class MongoMediaDatabase extends MediaDatabase {
  readonly images: MongoImageRepository;
  readonly maintenance: MongoImageMaintenance;
  readonly audit: MongoMediaAudit;
  readonly quotas: MongoQuotaRepository;
  readonly drive: MongoDriveRepository;
  readonly albums: MongoAlbumRepository;
  readonly shares: MongoShareRepository;
  readonly addressKeys: MongoAddressKeyRepository;
  readonly presets: MongoPresetRepository;
  readonly changedRows: MongoChangedRows;
  readonly rateLimits: MongoRateLimitRepository;

  private constructor(private readonly database: MongoDatabase) {
    super();
    this.images = new MongoImageRepository(database);
    this.maintenance = new MongoImageMaintenance(database);
    this.audit = new MongoMediaAudit(database);
    this.quotas = new MongoQuotaRepository(database);
    this.drive = new MongoDriveRepository(database);
    this.albums = new MongoAlbumRepository(database);
    this.shares = new MongoShareRepository(database);
    this.addressKeys = new MongoAddressKeyRepository(database);
    this.presets = new MongoPresetRepository(database);
    this.changedRows = new MongoChangedRows(database);
    this.rateLimits = new MongoRateLimitRepository(database, 'shareEvents');
  }

  /** Resolves without a server: calls connect. @throws ConfigError when the URL is malformed */
  static async open(url: string): Promise<MongoMediaDatabase> {
    return new MongoMediaDatabase(MongoDatabase.open(url));
  }

  async check(): Promise<void> {
    await Promise.all([imagesMigrations, albumsMigrations, sharesMigrations].map((migrations) => this.database.check(migrations)));
  }

  close(): Promise<void> {
    return this.database.close();
  }
}
