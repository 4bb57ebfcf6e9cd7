import type { mongo } from 'mongoose';

import { mongoError } from './errors.js';
import { UniqueViolation } from '../unique-violation.js';
import { RepositoryUnavailable } from '#libs/ports/errors.js';

/**
 * Changes of what lies in the database, in order; one that was released never changes. There is no lock: a step must do no harm when
 * several processes take it at once, or when one died in the middle of it.
 */
export interface Migrations {
  /** Under which it is noted how far the database is. */
  name: 'images' | 'auth' | 'albums' | 'shares';
  steps: readonly Step[];
}

export type Step = (db: mongo.Db) => Promise<void>;

/** Indexes by the name of their collection. */
export type Indexes = Readonly<Record<string, readonly mongo.IndexDescription[]>>;

/** Milliseconds that the building of indexes may take before it is asked for again; the server joins the two. */
const BUILDING = 8_000;
const NOTES = 'migrations';

interface Note {
  _id: string;
  number: number;
  checkedAt?: Date;
}

/** A step that makes the indexes, and with them the collections; those that are there already stay as they are. */
export function makeIndexes(indexes: Indexes): Step {
  return async (db) => {
    for (const [collection, descriptions] of Object.entries(indexes)) {
      await db.collection(collection).createIndexes([...descriptions], { socketTimeoutMS: BUILDING } as mongo.CreateIndexesOptions);
    }
  };
}

/** Takes the steps that the database lacks. @throws RepositoryUnavailable also when a newer version of the drive has written it */
export async function migrate(db: mongo.Db, { name, steps }: Migrations): Promise<void> {
  const applied = (await db.collection<Note>(NOTES).findOne({ _id: name }))?.number ?? 0;
  if (applied > steps.length) {
    throw new RepositoryUnavailable('The database was written by a newer version of Shoebox: start that version, or restore a backup.');
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
    // Another process inserted the note between the look and the insert of this one.
    if (!(mongoError(error) instanceof UniqueViolation)) throw error;
    await write();
  }
}

/** A durable write that changes nothing of the drive. */
export async function touchNote(db: mongo.Db, { name }: Migrations): Promise<void> {
  await db.collection<Note>(NOTES).updateOne({ _id: name }, { $currentDate: { checkedAt: true } });
}
