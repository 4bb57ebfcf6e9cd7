import type { Model } from 'mongoose';

import { VISIBLE } from '#libs/domain/image/transitions.js';
import { AlbumRepository, type AlbumChange, type AlbumHead, type AlbumRow, type AlbumSummary } from '#libs/ports/album-repository.js';

import { markRows } from './row-marks.js';
import { albumSchema, albumsMigrations, imageSchema, type AlbumDocument, type ImageDocument } from './media.schema.js';
import { is } from './schema.js';
import type { MongoDatabase } from './database.js';
import { shareSchema, type ShareDocument } from './media.schema.js';

export class MongoAlbumRepository extends AlbumRepository {
  private readonly albums: Model<AlbumDocument>;
  private readonly shares: Model<ShareDocument>;
  private readonly images: Model<ImageDocument>;

  constructor(private readonly database: MongoDatabase) {
    super();
    this.albums = database.model('Album', albumSchema);
    this.shares = database.model('Share', shareSchema);
    this.images = database.model('Image', imageSchema);
  }

  async insert({ id, ...album }: Omit<AlbumRow, 'version'>): Promise<void> {
    await this.run(async () => {
      await markRows(this.database, 'album', [id]);
      await this.albums.create([{ _id: id, ...album, images: [...album.images], version: 1 }]);
    });
  }

  find(id: string): Promise<AlbumRow | null> {
    return this.run(async () => orNull(await this.albums.findById(is(id)).lean<AlbumDocument>()));
  }

  list(owner: string): Promise<AlbumRow[]> {
    return this.run(async () => {
      const found = this.albums.find({ owner: is(owner) }).sort({ _id: -1 });
      return (await found.hint('albums_owner').lean<AlbumDocument[]>()).map(albumOf);
    });
  }

  heads(owner: string): Promise<AlbumHead[]> {
    return this.run(async () => {
      const found = this.albums.find({ owner: is(owner) }, { images: 0 }).sort({ _id: -1 });
      return (await found.hint('albums_owner').lean<Omit<AlbumDocument, 'images'>[]>()).map(headOf);
    });
  }

  summaries(owner: string, id?: string): Promise<AlbumSummary[]> {
    type Summary = Omit<AlbumDocument, 'images'> & { shown: number; coverId: string | null };
    const shown = [
      { $match: { owner, deletedAt: null, state: { $in: VISIBLE } } },
      { $sort: { sortAt: -1, _id: -1 } },
      { $project: { _id: 1 } },
    ] as const;
    const first = { $filter: { input: '$images', as: 'id', cond: { $in: ['$$id', '$ids'] }, limit: 1 } };
    return this.run(async () => {
      const rows = await this.albums.aggregate<Summary>([
        { $match: { owner, ...(id !== undefined && { _id: id }) } },
        { $sort: { _id: -1 } },
        { $lookup: { from: this.images.collection.name, localField: 'images', foreignField: '_id', pipeline: [...shown], as: 'seen' } },
        { $set: { ids: { $map: { input: '$seen', as: 'image', in: '$$image._id' } } } },
        {
          $set: {
            shown: { $size: '$ids' },
            coverId: {
              $ifNull: [
                {
                  $cond: [
                    { $in: ['$cover', '$ids'] },
                    '$cover',
                    { $arrayElemAt: [{ $cond: [{ $eq: ['$order', 'hand'] }, first, '$ids'] }, 0] },
                  ],
                },
                null,
              ],
            },
          },
        },
        { $unset: ['images', 'seen', 'ids'] },
      ]);
      return rows.map((row) => ({ ...headOf(row), shown: row.shown, coverId: row.coverId }));
    });
  }

  update(id: string, version: number, change: AlbumChange): Promise<AlbumRow | null> {
    const fields = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const update = { ...(Object.keys(fields).length > 0 && { $set: fields }), $inc: { version: 1 } };
    return this.run(async () => {
      await markRows(this.database, 'album', [id]);
      const changed = this.albums.findOneAndUpdate({ _id: is(id), version: is(version) }, update, { returnDocument: 'after' });
      return orNull(await changed.lean<AlbumDocument>());
    });
  }

  remove(id: string, owner: string): Promise<boolean> {
    return this.run(async () => {
      await markRows(this.database, 'album', [id]);
      const shares = await this.shares.find({ albumId: is(id), owner: is(owner) }, { _id: 1 }).lean<ShareDocument[]>();
      await markRows(
        this.database,
        'share',
        shares.map(({ _id }) => _id),
      );
      const removed = (await this.albums.deleteOne({ _id: is(id), owner: is(owner) })).deletedCount > 0;
      // If this fails, the share stays and shows nothing: its album is read at each visit.
      if (removed) await this.shares.deleteMany({ albumId: is(id), owner: is(owner) });
      return removed;
    });
  }

  private run<T>(work: () => Promise<T>): Promise<T> {
    return this.database.run(albumsMigrations, work);
  }
}

function orNull(document: AlbumDocument | null): AlbumRow | null {
  return document && albumOf(document);
}

export function albumOf({ images, ...head }: AlbumDocument): AlbumRow {
  return { ...headOf(head), images: [...images] };
}

function headOf({ _id: id, owner, name, order, cover, createdAt, version }: Omit<AlbumDocument, 'images'>): AlbumHead {
  return { id, owner, name, order, cover, createdAt, version };
}
