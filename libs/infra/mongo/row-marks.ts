import { Schema, type mongo } from 'mongoose';

import { newId } from '#libs/domain/image/keys.js';
import { VISIBLE } from '#libs/domain/image/transitions.js';
import type { RowKind } from '#libs/ports/changed-rows.js';

import { UniqueViolation } from '../unique-violation.js';
import type { MongoDatabase } from './database.js';
import { mongoError } from './errors.js';
import { makeIndexes, type Migrations } from './migrations.js';
import { date, is, strict, text } from './schema.js';

/** A mark. Its id is the kind and the id of the row. */
export interface MarkDocument {
  _id: string;
  stamp: string;
  /** When it was set, by the clock of the server. */
  at: Date;
}

export const markSchema: Schema = new Schema({ _id: text, stamp: text, at: date }, { ...strict, collection: 'changedRows' });

export const marksMigrations: Migrations = {
  name: 'changedRows',
  steps: [makeIndexes({ changedRows: [{ name: 'changedRows_stamp', key: { stamp: -1 } }] }), markAll],
};

/**
 * Marks rows before they are changed or removed: without transactions, a mark that came after could be missing. If the change fails, a copy
 * is written once more for nothing. To be called within `run`.
 */
export async function markRows(database: MongoDatabase, kind: RowKind, ids: readonly string[]): Promise<void> {
  const marks = database.model<MarkDocument>('ChangedRow', markSchema);
  for (const id of ids) {
    const update = { $set: { stamp: newId() }, $currentDate: { at: true } } as const;
    const write = () => marks.updateOne({ _id: is(`${kind}/${id}`) }, update, { upsert: true });
    // Another process may insert the mark at the same time.
    await write().catch((error: unknown) => (mongoError(error) instanceof UniqueViolation ? write() : Promise.reject(error as Error)));
  }
}

/** Rows in one bulk write. */
const BATCH = 1_000;

/** Migration step: marks everything that is there. A stamp of these is lower than any later one. */
async function markAll(db: mongo.Db): Promise<void> {
  const marks = db.collection<MarkDocument>('changedRows');
  const kinds = { image: { state: { $in: [...VISIBLE] } }, album: {}, share: {} };
  for (const [kind, filter] of Object.entries(kinds)) {
    const rows = db.collection<{ _id: string }>(`${kind}s`);
    for (let after = ''; ;) {
      const page = await rows
        .find({ ...filter, _id: { $gt: after } }, { projection: { _id: 1 }, sort: { _id: 1 }, limit: BATCH })
        .toArray();
      if (page.length === 0) break;
      after = page.at(-1)!._id;
      const mark = ({ _id: id }: { _id: string }) => ({ stamp: `0${id}`, at: new Date(0), _id: `${kind}/${id}` });
      const writes = page
        .map(mark)
        .map(({ _id, ...fields }) => ({ updateOne: { filter: { _id }, update: { $setOnInsert: fields }, upsert: true } }));
      await marks.bulkWrite(writes, { ordered: false });
    }
  }
}
