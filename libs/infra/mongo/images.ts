import type { Model } from 'mongoose';

import { VISIBLE } from '#libs/domain/image/transitions.js';
import type { Month } from '#libs/ports/image-months.js';
import {
  ImageRepository,
  type Change,
  type ChangeCursor,
  type ImageChange,
  type ImageCondition,
  type ImageQuery,
} from '#libs/ports/image-repository.js';
import type { OwnQuota, Usage } from '#libs/ports/usage.js';

import { albumSchema, type AlbumDocument } from './albums.schema.js';
import {
  changesQuery,
  contentFilter,
  contentsFilter,
  listQuery,
  monthsPipeline,
  removal,
  rowFilter,
  stateQuery,
  trashQuery,
  updateOf,
  type Many,
} from './images.queries.js';
import { QuotaInserts } from './images.quota.js';
import { changeOf, documentOf, imageOf } from './images.rows.js';
import {
  driveSchema,
  quotaSchema,
  type QuotaDocument,
  imageSchema,
  imagesMigrations,
  REMOVED,
  type DriveDocument,
  type ImageDocument,
} from './images.schema.js';
import { mongoError } from './errors.js';
import { is } from './schema.js';
import { MongoDatabase } from './database.js';
import { UniqueViolation } from '../unique-violation.js';
import { ContentTaken } from '#libs/ports/errors.js';
import type { ImageRow, ImageState } from '#libs/domain/image/image-row.js';

/** Fields of the index images_content. */
const CONTENT = 'owner,sha256';
const DRIVE = 'drive';

/** Images in one MongoDB database. Removed rows stay in the collection as marks until those are forgotten. */
export class MongoImageRepository extends ImageRepository {
  private readonly images: Model<ImageDocument>;
  private readonly drives: Model<DriveDocument>;
  private readonly albums: Model<AlbumDocument>;
  private readonly quotas: Model<QuotaDocument>;
  private readonly quotaInserts: QuotaInserts;

  private constructor(private readonly database: MongoDatabase) {
    super();
    this.images = database.model('Image', imageSchema);
    this.drives = database.model('Drive', driveSchema);
    this.albums = database.model('Album', albumSchema);
    this.quotas = database.model('Quota', quotaSchema);
    this.quotaInserts = new QuotaInserts(this.images, (document) => this.add(document));
  }

  /** Needs no server yet. @throws ConfigError when the URL is malformed */
  static async open(url: string): Promise<MongoImageRepository> {
    return new MongoImageRepository(MongoDatabase.open(url));
  }

  async insert(row: Omit<ImageRow, 'updatedAt'>, { quota = null }: { quota?: number | null } = {}): Promise<void> {
    const document = documentOf(row, new Date());
    await this.run((signal) => (quota === null ? this.add(document) : this.quotaInserts.insert(document, quota, signal)));
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
      return await this.run(async () => orNull(await changed().lean<ImageDocument>()));
    } catch (error) {
      if (error instanceof UniqueViolation && error.key === CONTENT)
        throw new ContentTaken('Another image of this owner has the same bytes.');
      throw error;
    }
  }

  remove(id: string, condition: ImageCondition): Promise<boolean> {
    return this.run(async () => {
      const removed = (await this.images.updateOne(rowFilter(id, condition), removal)).modifiedCount > 0;
      // An album that keeps the id of a picture that is gone, since this failed, does no harm: nobody finds the picture.
      if (removed) await this.albums.updateMany({ images: is(id) }, { $pull: { images: is(id) }, $inc: { version: 1 } });
      return removed;
    });
  }

  async list(query: ImageQuery): Promise<ImageRow[]> {
    return (await this.many(listQuery(query), query.limit)).map(imageOf);
  }

  present(owner: string, ids: readonly string[]): Promise<string[]> {
    const filter = { _id: { $in: [...ids] }, owner: is(owner), trashed: false, state: { $in: [...VISIBLE] } };
    const newestFirst = { sortAt: -1, _id: -1 } as const;
    return this.run(async () => (await this.images.find(filter, { _id: 1 }).sort(newestFirst).lean<ImageDocument[]>()).map(idOf));
  }

  months(owner: string): Promise<Month[]> {
    return this.run(async () => this.images.aggregate<Month>(monthsPipeline(owner)).hint('images_taken'));
  }

  usage(owner: string): Promise<Usage> {
    return this.run(async () => {
      const [usage] = await this.images
        .aggregate<Usage>([
          { $match: { owner: is(owner), counted: true } },
          {
            $group: {
              _id: null,
              images: sumWhere('$trashed', 0, 1),
              bytes: { $sum: '$bytes' },
              trashed: sumWhere('$trashed', '$bytes', 0),
            },
          },
          { $project: { _id: 0 } },
        ])
        .hint('images_usage');
      return usage ?? { images: 0, bytes: 0, trashed: 0 };
    });
  }

  quotaOf(owner: string): Promise<OwnQuota | null> {
    return this.run(async () => {
      const found = await this.quotas.findById(is(owner)).lean<QuotaDocument>();
      return found && { bytes: found.bytes ?? null };
    });
  }

  async setQuotaOf(owner: string, quota: OwnQuota | null): Promise<void> {
    const document: QuotaDocument = { _id: owner, ...(quota?.bytes != null && { bytes: quota.bytes }) };
    await this.run<unknown>(async () =>
      quota ? this.quotas.replaceOne({ _id: is(owner) }, document, { upsert: true }) : this.quotas.deleteOne({ _id: is(owner) }),
    );
  }

  async listByState(state: ImageState, options: { createdBefore?: Date; after?: string; limit: number }): Promise<ImageRow[]> {
    return (await this.many(stateQuery(state, options), options.limit)).map(imageOf);
  }

  async listTrash({ deletedBefore, limit }: { deletedBefore: Date; limit: number }): Promise<ImageRow[]> {
    return (await this.many(trashQuery(deletedBefore), limit)).map(imageOf);
  }

  async changes(owner: string, after: ChangeCursor, limit: number): Promise<Change[]> {
    return (await this.many(changesQuery(owner, after), limit)).map(changeOf);
  }

  forgetTombstones(before: Date): Promise<number> {
    return this.run(async () => (await this.images.deleteMany({ state: REMOVED, updatedAt: { $lt: before } })).deletedCount);
  }

  driveId(offered: string | null): Promise<string | null> {
    const stored = async () => (await this.drives.findById(DRIVE).lean<DriveDocument>())?.drive ?? null;
    return this.run(async () => {
      const there = await stored();
      if (there !== null || offered === null) return there;
      try {
        await this.drives.create([{ _id: DRIVE, drive: offered }]);
      } catch (error) {
        if (!(mongoError(error) instanceof UniqueViolation)) throw error;
      }
      return stored();
    });
  }

  /** The room is the server's to keep. */
  async keepReserve(): Promise<boolean> {
    return false;
  }

  check(): Promise<void> {
    return this.database.check(imagesMigrations);
  }

  close(): Promise<void> {
    return this.database.close();
  }

  /** A row may come again after it was removed: then it takes the place of its mark. */
  private async add(document: ImageDocument): Promise<void> {
    const { _id: id } = document;
    try {
      await this.images.create([document]);
    } catch (error) {
      const ours = mongoError(error);
      if (!(ours instanceof UniqueViolation && ours.key === '_id')) throw error;
      const replaced = await this.images.replaceOne({ _id: is(id), state: REMOVED }, document);
      if (replaced.modifiedCount === 0) throw error;
    }
  }

  private many({ filter, sort, hint }: Many, limit: number): Promise<ImageDocument[]> {
    // To MongoDB no rows at all are as many as there are.
    if (limit === 0) return Promise.resolve([]);
    return this.run(async () => {
      const found = this.images.find(filter).sort(sort).limit(limit);
      return (hint ? found.hint(hint) : found).lean<ImageDocument[]>();
    });
  }

  private run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return this.database.run(imagesMigrations, work);
  }
}

const idOf = ({ _id }: ImageDocument): string => _id;

function orNull(document: ImageDocument | null): ImageRow | null {
  return document && imageOf(document);
}

/** Of each document the one or the other, added up. */
function sumWhere(flag: string, value: unknown, otherwise: unknown) {
  return { $sum: { $cond: [flag, value, otherwise] } };
}
