import type { Model } from 'mongoose';

import { VISIBLE } from '#libs/domain/image/transitions.js';
import {
  ImageRepository,
  type Change,
  type ChangeCursor,
  type ImageChange,
  type ImageCondition,
  type ImageQuery,
  type Month,
} from '#libs/ports/image-repository.js';

import { markRows } from './row-marks.js';
import { albumSchema, type AlbumDocument } from './media.schema.js';
import {
  changesQuery,
  contentFilter,
  contentsFilter,
  findMany,
  listQuery,
  monthsPipeline,
  removal,
  rowFilter,
  updateOf,
} from './images.queries.js';
import { QuotaInserter } from './insert-within-quota.js';
import { changeOf, documentOf, imageOf } from './images.rows.js';
import { imageSchema, imagesMigrations, TOMBSTONE, type ImageDocument } from './media.schema.js';
import { mongoError } from './errors.js';
import { is } from './schema.js';
import type { MongoDatabase } from './database.js';
import { UniqueViolation } from '../unique-violation.js';
import { ContentTaken } from '#libs/ports/errors.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

/** Fields of the unique index images_content. */
const CONTENT = 'owner,sha256';

/** Removed rows stay in the collection as tombstones until `forgetTombstones` deletes them. */
export class MongoImageRepository extends ImageRepository {
  private readonly images: Model<ImageDocument>;
  private readonly albums: Model<AlbumDocument>;
  private readonly quotaInserts: QuotaInserter;

  constructor(private readonly database: MongoDatabase) {
    super();
    this.images = database.model('Image', imageSchema);
    this.albums = database.model('Album', albumSchema);
    this.quotaInserts = new QuotaInserter(this.images, (document) => this.add(document));
  }

  async insert(row: Omit<ImageRow, 'updatedAt'>, { quota = null }: { quota?: number | null } = {}): Promise<void> {
    const document = documentOf(row, new Date());
    await this.run(async (signal) => {
      // An upload comes with metadata that says the same.
      if (row.state !== 'uploading') await markRows(this.database, 'image', [row.id]);
      await (quota === null ? this.add(document) : this.quotaInserts.insert(document, quota, signal));
    });
  }

  find(id: string): Promise<ImageRow | null> {
    return this.run(async () => orNull(await this.images.findOne(rowFilter(id)).lean<ImageDocument>()));
  }

  findByHash(owner: string, sha256: string): Promise<ImageRow | null> {
    return this.run(async () => orNull(await this.images.findOne(contentFilter(owner, sha256)).lean<ImageDocument>()));
  }

  findByHashes(owner: string, sha256s: readonly string[]): Promise<ImageRow[]> {
    const found = () => this.images.find(contentsFilter(owner, sha256s)).hint('images_content').lean<ImageDocument[]>();
    return this.run(async () => (await found()).map(imageOf));
  }

  async update(id: string, condition: ImageCondition, change: ImageChange): Promise<ImageRow | null> {
    const changed = () => this.images.findOneAndUpdate(rowFilter(id, condition), updateOf(change), { returnDocument: 'after' });
    try {
      return await this.run(async () => {
        if (isCopied(change)) await markRows(this.database, 'image', [id]);
        return orNull(await changed().lean<ImageDocument>());
      });
    } catch (error) {
      if (error instanceof UniqueViolation && error.key === CONTENT)
        throw new ContentTaken('Another image of this owner has the same bytes.');
      throw error;
    }
  }

  remove(id: string, condition: ImageCondition): Promise<boolean> {
    return this.run(async () => {
      await markRows(this.database, 'image', [id]);
      if (!(await this.images.exists(rowFilter(id, condition)))) return false;
      // Out of the albums first, so that none names an image without a row.
      await this.albums.updateMany({ images: is(id) }, { $pull: { images: is(id) }, $inc: { version: 1 } });
      return (await this.images.updateOne(rowFilter(id, condition), removal)).modifiedCount > 0;
    });
  }

  async list(query: ImageQuery): Promise<ImageRow[]> {
    return (await this.run(() => findMany(this.images, listQuery(query), query.limit))).map(imageOf);
  }

  present(owner: string, ids: readonly string[]): Promise<string[]> {
    const filter = { _id: { $in: [...ids] }, owner: is(owner), trashed: false, state: { $in: [...VISIBLE] } };
    const newestFirst = { sortAt: -1, _id: -1 } as const;
    return this.run(async () => (await this.images.find(filter, { _id: 1 }).sort(newestFirst).lean<ImageDocument[]>()).map(idOf));
  }

  months(owner: string): Promise<Month[]> {
    return this.run(async () => this.images.aggregate<Month>(monthsPipeline(owner)).hint('images_taken'));
  }

  async changes(owner: string, after: ChangeCursor, limit: number): Promise<Change[]> {
    return (await this.run(() => findMany(this.images, changesQuery(owner, after), limit))).map(changeOf);
  }

  /** Inserts a document. A row that was removed before replaces its tombstone. */
  private async add(document: ImageDocument): Promise<void> {
    const { _id: id } = document;
    try {
      await this.images.create([document]);
    } catch (error) {
      const ours = mongoError(error);
      if (!(ours instanceof UniqueViolation && ours.key === '_id')) throw error;
      const replaced = await this.images.replaceOne({ _id: is(id), state: TOMBSTONE }, document);
      if (replaced.modifiedCount === 0) throw error;
    }
  }

  private run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return this.database.run(imagesMigrations, work);
  }
}

/** Whether the change writes what the copy of a row contains. */
function isCopied({ set = {} }: ImageChange): boolean {
  return set.name !== undefined || set.takenAt !== undefined || set.deletedAt !== undefined;
}

const idOf = ({ _id }: ImageDocument): string => _id;

function orNull(document: ImageDocument | null): ImageRow | null {
  return document && imageOf(document);
}
