import type { mongo } from 'mongoose';

import { wordsOf } from '../search-words.js';

interface Named {
  _id: string;
  name?: string;
  words?: string[];
}

/** Documents that are changed at once. */
const AT_ONCE = 1_000;

/** A step that cuts the names of rows from before there were words. One that is renamed meanwhile has its words already. */
export async function fillWords(db: mongo.Db): Promise<void> {
  const images = db.collection<Named>('images');
  const left = { name: { $exists: true }, words: { $exists: false } } as const;
  for (;;) {
    const rows = await images.find(left, { projection: { name: 1 }, limit: AT_ONCE }).toArray();
    if (rows.length === 0) return;
    await images.bulkWrite(
      rows.map(({ _id, name }) => ({ updateOne: { filter: { _id, ...left, name: name! }, update: { $set: { words: wordsOf(name!) } } } })),
      { ordered: false },
    );
  }
}
