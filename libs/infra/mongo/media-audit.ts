import type { Model } from 'mongoose';

import type { AlbumRow } from '#libs/ports/album-repository.js';
import { MediaAudit, type AuditedImage, type AuditPage } from '#libs/ports/media-audit.js';
import type { ShareRow } from '#libs/ports/share-repository.js';

import { albumOf } from './albums.js';
import type { MongoDatabase } from './database.js';
import { derived, imageOf } from './images.rows.js';
import {
  albumSchema,
  albumsMigrations,
  imageSchema,
  imagesMigrations,
  shareSchema,
  sharesMigrations,
  TOMBSTONE,
  type AlbumDocument,
  type ImageDocument,
  type ShareDocument,
} from './media.schema.js';
import type { Migrations } from './migrations.js';
import { is } from './schema.js';
import { shareOf } from './shares.js';

export class MongoMediaAudit extends MediaAudit {
  constructor(private readonly database: MongoDatabase) {
    super();
  }

  async images({ after = '', limit }: AuditPage): Promise<AuditedImage[]> {
    // By the index of ids. A tombstone has no fields to check.
    const filter = { _id: { $gt: is(after) }, state: { $ne: TOMBSTONE } } as const;
    return (await this.page<ImageDocument>(imagesMigrations, this.imageDocuments, filter, limit)).map(audited);
  }

  image(id: string): Promise<AuditedImage | null> {
    return this.database.run(imagesMigrations, async () => {
      const found = await this.imageDocuments.findOne({ _id: is(id), state: { $ne: TOMBSTONE } }).lean<ImageDocument>();
      return found && audited(found);
    });
  }

  async albums({ after = '', limit }: AuditPage): Promise<AlbumRow[]> {
    const albums = this.database.model<AlbumDocument>('Album', albumSchema);
    return (await this.page<AlbumDocument>(albumsMigrations, albums, { _id: { $gt: is(after) } }, limit)).map(albumOf);
  }

  async shares({ after = '', limit }: AuditPage): Promise<ShareRow[]> {
    const shares = this.database.model<ShareDocument>('Share', shareSchema);
    return (await this.page<ShareDocument>(sharesMigrations, shares, { _id: { $gt: is(after) } }, limit)).map(shareOf);
  }

  repairDerived(id: string): Promise<boolean> {
    return this.database.run(imagesMigrations, async () => {
      const found = await this.imageDocuments.findOne({ _id: is(id), state: { $ne: TOMBSTONE } }).lean<ImageDocument>();
      if (!found) return false;
      // Only while what they are derived from is as it was read.
      const { name, deletedAt = null, state } = found;
      const repaired = await this.imageDocuments.updateOne({ _id: is(id), name, deletedAt, state }, { $set: derived(imageOf(found)) });
      return repaired.matchedCount > 0;
    });
  }

  async integrity(): Promise<string[]> {
    return [];
  }

  private get imageDocuments(): Model<ImageDocument> {
    return this.database.model<ImageDocument>('Image', imageSchema);
  }

  private page<T>(migrations: Migrations, documents: Model<T>, filter: object, limit: number): Promise<T[]> {
    return this.database.run(migrations, async () => {
      const found = documents.find(filter).sort({ _id: 1 }).limit(limit).hint('_id_');
      return found.lean<T[]>();
    });
  }
}

function audited(document: ImageDocument): AuditedImage {
  const row = readable(document);
  const wanted = row ? Object.entries(derived(row)) : [];
  const wrongDerived = wanted
    .filter(([field, value]) => String(document[field as keyof ImageDocument]) !== String(value))
    .map(([field]) => field);
  return { id: document._id, owner: document.owner, row, wrongDerived, holds: document.holds === true };
}

/** null for a document that lacks what every row has: somebody wrote it past the drive. */
function readable(document: ImageDocument) {
  return typeof document.name === 'string' && document.sizes ? imageOf(document) : null;
}
