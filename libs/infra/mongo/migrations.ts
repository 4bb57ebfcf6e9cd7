import type { mongo } from 'mongoose';

import { mongoError } from './errors.js';
import { UniqueViolation } from '../unique-violation.js';
import { RepositoryNewer } from '#libs/ports/errors.js';

/**
 * Migrations of collections, in order. A released one never changes. There is no lock: a step must be idempotent, also when several
 * processes run it at the same time or one crashed during it.
 */
export interface Migrations {
  /** The id of the document in `migrations` that stores the number of the last step. */
  name: 'images' | 'auth' | 'albums' | 'shares' | 'changedRows' | 'addresses';
  steps: readonly Step[];
}

export type Step = (db: mongo.Db) => Promise<void>;

/** Indexes by collection name. */
export type Indexes = Readonly<Record<string, readonly mongo.IndexDescription[]>>;

/** Milliseconds before building indexes is requested again; the server joins both requests. */
const BUILDING = 8_000;
const NOTES = 'migrations';

interface Note {
  _id: string;
  number: number;
  checkedAt?: Date;
}

/** A step that creates the indexes and their collections. Existing ones stay unchanged. */
export function makeIndexes(indexes: Indexes): Step {
  return async (db) => {
    for (const [collection, descriptions] of Object.entries(indexes)) {
      await db.collection(collection).createIndexes([...descriptions], { socketTimeoutMS: BUILDING } as mongo.CreateIndexesOptions);
    }
  };
}

/** Runs the missing steps. @throws RepositoryNewer, RepositoryUnavailable */
export async function migrate(db: mongo.Db, { name, steps }: Migrations): Promise<void> {
  const applied = (await db.collection<Note>(NOTES).findOne({ _id: name }))?.number ?? 0;
  if (applied > steps.length) {
    throw new RepositoryNewer('The database was written by a newer version of Shoebox: start that version, or restore a backup.');
  }
  for (let number = applied + 1; number <= steps.length; number++) {
    await steps[number - 1]!(db);
    await note(db, name, number);
  }
}

async function note(db: mongo.Db, name: string, number: number): Promise<void> {
  const write = () => db.collection<Note>(NOTES).updateOne({ _id: name }, { $max: { number } }, { upsert: true });
  try {
    await write();
  } catch (error) {
    // Another process inserted the document at the same time.
    if (!(mongoError(error) instanceof UniqueViolation)) throw error;
    await write();
  }
}

/** A durable write without effect, to check that the database can be written. */
export async function touchNote(db: mongo.Db, { name }: Migrations): Promise<void> {
  await db.collection<Note>(NOTES).updateOne({ _id: name }, { $currentDate: { checkedAt: true } });
}
