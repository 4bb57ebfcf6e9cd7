import { Schema, type Model } from 'mongoose';

import { RateLimitRepository } from '#libs/ports/rate-limit-repository.js';

import { authMigrations } from './auth.schema.js';
import type { MongoDatabase } from './database.js';
import { date, is, strict, text } from './schema.js';
import { sharesMigrations } from './media.schema.js';

interface EventDocument {
  key: string;
  at: Date;
}

const MIGRATIONS = { events: authMigrations, shareEvents: sharesMigrations };

/** Each database has a collection of its own: `events` in auth, `shareEvents` in media. */
export class MongoRateLimitRepository extends RateLimitRepository {
  private readonly events: Model<EventDocument>;

  constructor(
    private readonly database: MongoDatabase,
    private readonly collection: 'events' | 'shareEvents',
  ) {
    super();
    this.events = database.model(collection, new Schema({ key: text, at: date }, { ...strict, collection }));
  }

  async noteEvent(key: string, at: Date): Promise<void> {
    await this.run(() => this.events.create([{ key, at }]));
  }

  countEvents(key: string, since: Date): Promise<{ count: number; oldest: Date | null }> {
    return this.run(async () => {
      const [found] = await this.events.aggregate<{ count: number; oldest: Date }>([
        { $match: { key: is(key), at: { $gte: since } } },
        { $group: { _id: null, count: { $sum: 1 }, oldest: { $min: '$at' } } },
      ]);
      return { count: found?.count ?? 0, oldest: found?.oldest ?? null };
    });
  }

  forgetEvents(before: Date): Promise<number> {
    return this.run(async () => (await this.events.deleteMany({ at: { $lt: before } })).deletedCount);
  }

  private run<T>(work: () => Promise<T>): Promise<T> {
    return this.database.run(MIGRATIONS[this.collection], work);
  }
}
