import type { Model } from 'mongoose';

import { SessionRepository, type Session } from '#libs/ports/session-repository.js';

import { authMigrations, sessionSchema, type SessionDocument } from './auth.schema.js';
import type { MongoDatabase } from './database.js';
import { is } from './schema.js';

export class MongoSessionRepository extends SessionRepository {
  private readonly sessions: Model<SessionDocument>;

  constructor(private readonly database: MongoDatabase) {
    super();
    this.sessions = database.model('Session', sessionSchema);
  }

  async insert({ id, ...session }: Session): Promise<void> {
    await this.run(() => this.sessions.create([{ _id: id, ...session }]));
  }

  find(tokenHash: string): Promise<Session | null> {
    return this.run(async () => {
      const document = await this.sessions.findOne({ tokenHash: is(tokenHash) }).lean<SessionDocument>();
      return document && sessionOf(document);
    });
  }

  list(userId: string): Promise<Session[]> {
    const found = () =>
      this.sessions
        .find({ userId: is(userId) })
        .sort({ lastUsedAt: -1, _id: -1 })
        .lean<SessionDocument[]>();
    return this.run(async () => (await found()).map(sessionOf));
  }

  touch(id: string, lastUsedAt: Date, expiresAt: Date): Promise<boolean> {
    return this.run(async () => (await this.sessions.updateOne({ _id: is(id) }, { $set: { lastUsedAt, expiresAt } })).matchedCount > 0);
  }

  remove(userId: string, id: string): Promise<boolean> {
    return this.run(async () => (await this.sessions.deleteOne({ _id: is(id), userId: is(userId) })).deletedCount > 0);
  }

  async removeAll(userId: string, except?: string): Promise<number> {
    const filter = { userId: is(userId), ...(except !== undefined && { _id: { $ne: is(except) } }) };
    return this.run(async () => (await this.sessions.deleteMany(filter)).deletedCount);
  }

  private run<T>(work: () => Promise<T>): Promise<T> {
    return this.database.run(authMigrations, work);
  }
}

function sessionOf({ _id: id, userId, tokenHash, device, createdAt, lastUsedAt, expiresAt }: SessionDocument): Session {
  return { id, userId, tokenHash, device, createdAt, lastUsedAt, expiresAt };
}
