import type { Model } from 'mongoose';

import { ShareRepository, type ShareChange, type SharePage, type ShareRow } from '#libs/ports/share-repository.js';

import { markRows } from './row-marks.js';
import { is } from './schema.js';
import type { MongoDatabase } from './database.js';
import { shareSchema, sharesMigrations, type ShareDocument } from './media.schema.js';

export class MongoShareRepository extends ShareRepository {
  private readonly shares: Model<ShareDocument>;

  constructor(private readonly database: MongoDatabase) {
    super();
    this.shares = database.model('Share', shareSchema);
  }

  async insert({ id, ...share }: ShareRow): Promise<void> {
    await this.run(async () => {
      await markRows(this.database, 'share', [id]);
      await this.shares.create([{ _id: id, ...share, imageIds: [...share.imageIds], sizes: [...share.sizes] }]);
    });
  }

  find(owner: string, id: string): Promise<ShareRow | null> {
    return this.run(async () => orNull(await this.shares.findOne({ _id: is(id), owner: is(owner) }).lean<ShareDocument>()));
  }

  findByToken(token: string): Promise<ShareRow | null> {
    return this.run(async () => orNull(await this.shares.findOne({ token: is(token) }).lean<ShareDocument>()));
  }

  list(owner: string, { limit, before, albumId }: SharePage): Promise<ShareRow[]> {
    const ofAlbum = albumId !== undefined && { albumId: is(albumId) };
    const filter = { owner: is(owner), ...ofAlbum, ...(before !== undefined && { _id: { $lt: is(before) } }) };
    return this.run(async () => (await this.shares.find(filter).sort({ _id: -1 }).limit(limit).lean<ShareDocument[]>()).map(shareOf));
  }

  update(owner: string, id: string, { name, imageIds, sizes, passwordHash, expiresAt }: ShareChange): Promise<ShareRow | null> {
    const set = {
      ...(name !== undefined && { name }),
      ...(imageIds !== undefined && { imageIds: [...imageIds] }),
      ...(sizes !== undefined && { sizes: [...sizes] }),
      ...(passwordHash !== undefined && { passwordHash }),
      ...(expiresAt !== undefined && { expiresAt }),
    };
    if (Object.keys(set).length === 0) return this.find(owner, id);
    const changed = () =>
      this.shares.findOneAndUpdate({ _id: is(id), owner: is(owner) }, { $set: set }, { returnDocument: 'after' }).lean<ShareDocument>();
    return this.run(async () => {
      await markRows(this.database, 'share', [id]);
      return orNull(await changed());
    });
  }

  remove(owner: string, id: string): Promise<boolean> {
    return this.run(async () => {
      await markRows(this.database, 'share', [id]);
      return (await this.shares.deleteOne({ _id: is(id), owner: is(owner) })).deletedCount > 0;
    });
  }

  async noteOpened(id: string, at: Date): Promise<void> {
    await this.run(() => this.shares.updateOne({ _id: is(id) }, { $inc: { opened: 1 }, $set: { lastOpenedAt: at } }));
  }

  async forgetImage(owner: string, imageId: string): Promise<void> {
    await this.run(async () => {
      const filter = { imageIds: is(imageId), owner: is(owner) };
      const shares = await this.shares.find(filter, { _id: 1 }).lean<ShareDocument[]>();
      if (shares.length === 0) return;
      await markRows(
        this.database,
        'share',
        shares.map(({ _id }) => _id),
      );
      const taken = await this.shares.updateMany(filter, { $pull: { imageIds: is(imageId) } });
      // After a crash in between, an empty share stays until the next call; it shows nothing.
      if (taken.modifiedCount > 0) await this.shares.deleteMany({ owner: is(owner), albumId: null, imageIds: { $size: 0 } });
    });
  }

  private run<T>(work: () => Promise<T>): Promise<T> {
    return this.database.run(sharesMigrations, work);
  }
}

function orNull(document: ShareDocument | null): ShareRow | null {
  return document && shareOf(document);
}

export function shareOf({ _id: id, ...document }: ShareDocument): ShareRow {
  const { owner, token, name, albumId = null, imageIds, sizes, passwordHash, createdAt, expiresAt, opened, lastOpenedAt } = document;
  return { id, owner, token, name, albumId, imageIds, sizes, passwordHash, createdAt, expiresAt, opened, lastOpenedAt };
}
