import { Schema, type Model } from 'mongoose';

import { date, is, strict, text } from './schema.js';

/** A moment at which something happened, under a key: what limits of guesses are counted from. */
export interface EventDocument {
  key: string;
  at: Date;
}

export function eventSchema(collection: string): Schema {
  return new Schema({ key: text, at: date }, { ...strict, collection });
}

/** How many there were since then, and when the first of these was. */
export async function countEvents(events: Model<EventDocument>, key: string, since: Date): Promise<{ count: number; oldest: Date | null }> {
  const [found] = await events.aggregate<{ count: number; oldest: Date }>([
    { $match: { key: is(key), at: { $gte: since } } },
    { $group: { _id: null, count: { $sum: 1 }, oldest: { $min: '$at' } } },
  ]);
  return { count: found?.count ?? 0, oldest: found?.oldest ?? null };
}
