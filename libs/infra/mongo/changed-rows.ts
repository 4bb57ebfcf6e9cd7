import type { Model } from 'mongoose';

import { ChangedRows, type ChangedRow, type RowKind } from '#libs/ports/changed-rows.js';

import { albumOf } from './albums.js';
import type { MongoDatabase } from './database.js';
import { imageOf } from './images.rows.js';
import { albumSchema, imageSchema, shareSchema, TOMBSTONE } from './media.schema.js';
import type { AlbumDocument, ImageDocument, ShareDocument } from './media.schema.js';
import { markSchema, marksMigrations, type MarkDocument } from './row-marks.js';
import { is } from './schema.js';
import { shareOf } from './shares.js';

/** Milliseconds that a mark stays: the change, which comes after its mark, ends long before. */
const SETTLED = 60_000;

/** The collection `changedRows`. Repositories set a mark before the change (markRows), so it is kept until the change has surely ended. */
export class MongoChangedRows extends ChangedRows {
  private readonly marks: Model<MarkDocument>;
  private readonly images: Model<ImageDocument>;
  private readonly albums: Model<AlbumDocument>;
  private readonly shares: Model<ShareDocument>;

  constructor(private readonly database: MongoDatabase) {
    super();
    this.marks = database.model('ChangedRow', markSchema);
    this.images = database.model('Image', imageSchema);
    this.albums = database.model('Album', albumSchema);
    this.shares = database.model('Share', shareSchema);
  }

  list({ limit, before }: { limit: number; before?: string | undefined }): Promise<ChangedRow[]> {
    const filter = before === undefined ? {} : { stamp: { $lt: is(before) } };
    return this.database.run(marksMigrations, async () => {
      const found = await this.marks.find(filter).sort({ stamp: -1 }).limit(limit).hint('changedRows_stamp').lean<MarkDocument[]>();
      const marks = found.map(({ _id, stamp }) => ({ kind: _id.split('/', 1)[0] as RowKind, id: _id.slice(_id.indexOf('/') + 1), stamp }));
      const of = (kind: RowKind) => ({ _id: { $in: marks.filter((mark) => mark.kind === kind).map(({ id }) => id) } });
      const images = await this.images.find({ ...of('image'), state: { $ne: TOMBSTONE } }).lean<ImageDocument[]>();
      const albums = await this.albums.find(of('album')).lean<AlbumDocument[]>();
      const shares = await this.shares.find(of('share')).lean<ShareDocument[]>();
      const rows = new Map([...images.map(imageOf), ...albums.map(albumOf), ...shares.map(shareOf)].map((row) => [row.id, row]));
      return marks.map((mark) => ({ ...mark, row: rows.get(mark.id) ?? null }) as ChangedRow);
    });
  }

  async forget(stamps: readonly string[]): Promise<void> {
    await this.database.run(marksMigrations, async () => {
      const now = await this.database.now();
      const settled = { at: { $lt: new Date(now.getTime() - SETTLED) } };
      await this.marks.deleteMany({ stamp: { $in: [...stamps] }, ...settled });
    });
  }
}
