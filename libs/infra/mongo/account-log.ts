import type { Model } from 'mongoose';

import { AccountLog, type AccountEvent } from '#libs/ports/account-log.js';

import { accountLogSchema, authMigrations, type AccountEventDocument } from './auth.schema.js';
import type { MongoDatabase } from './database.js';
import { is } from './schema.js';

const NEWEST_FIRST = { at: -1, _id: -1 } as const;

export class MongoAccountLog extends AccountLog {
  private readonly events: Model<AccountEventDocument>;

  constructor(private readonly database: MongoDatabase) {
    super();
    this.events = database.model('AccountEvent', accountLogSchema);
  }

  async add({ id, ...event }: AccountEvent, keep: number): Promise<void> {
    await this.run(async () => {
      await this.events.create([{ _id: id, ...event }]);
      const sameKind = { userId: is(event.userId), what: is(event.what) };
      const oldest = await this.events.find(sameKind, { _id: 1 }).sort(NEWEST_FIRST).skip(keep).lean<{ _id: string }[]>();
      if (oldest.length > 0) await this.events.deleteMany({ _id: { $in: oldest.map(({ _id }) => _id) } });
    });
  }

  list(userId: string): Promise<AccountEvent[]> {
    const found = () =>
      this.events
        .find({ userId: is(userId) })
        .sort(NEWEST_FIRST)
        .lean<AccountEventDocument[]>();
    return this.run(async () => (await found()).map(eventOf));
  }

  forget(before: Date): Promise<number> {
    return this.run(async () => (await this.events.deleteMany({ at: { $lt: before } })).deletedCount);
  }

  removeAll(userId: string): Promise<number> {
    return this.run(async () => (await this.events.deleteMany({ userId: is(userId) })).deletedCount);
  }

  private run<T>(work: () => Promise<T>): Promise<T> {
    return this.database.run(authMigrations, work);
  }
}

function eventOf({ _id: id, userId, at, what, address, device, detail }: AccountEventDocument): AccountEvent {
  return { id, userId, at, what, address: address ?? null, device, detail: detail ?? null };
}
