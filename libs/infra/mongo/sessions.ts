import type { Model } from 'mongoose';

import { SessionRepository, type AccessToken, type Invite, type Session, type SigningKey } from '#libs/ports/session-repository.js';

import {
  authMigrations,
  inviteSchema,
  keySchema,
  sessionSchema,
  tokenSchema,
  type InviteDocument,
  type KeyDocument,
  type SessionDocument,
  type TokenDocument,
} from './auth.schema.js';
import { countEvents, eventSchema, type EventDocument } from './attempts.js';
import { mongoError } from './errors.js';
import { is } from './schema.js';
import { MongoDatabase } from './database.js';
import { inviteOf, sessionOf, signingKeyOf, tokenOf } from './sessions.rows.js';
import { UniqueViolation } from '../unique-violation.js';

const KEY = 'signingKey';

/** Sessions, tokens, invitations, the signing key and failed guesses in one MongoDB database, which users.mongo.ts shares. */
export class MongoSessionRepository extends SessionRepository {
  private readonly sessions: Model<SessionDocument>;
  private readonly tokens: Model<TokenDocument>;
  private readonly invites: Model<InviteDocument>;
  private readonly keys: Model<KeyDocument>;
  private readonly events: Model<EventDocument>;

  private constructor(private readonly database: MongoDatabase) {
    super();
    this.sessions = database.model('Session', sessionSchema);
    this.tokens = database.model('Token', tokenSchema);
    this.invites = database.model('Invite', inviteSchema);
    this.keys = database.model('SigningKey', keySchema);
    this.events = database.model('Event', eventSchema('events'));
  }

  /** Needs no server yet. @throws ConfigError when the URL is malformed */
  static async open(url: string): Promise<MongoSessionRepository> {
    return new MongoSessionRepository(MongoDatabase.open(url));
  }

  async insertSession({ id, ...session }: Session): Promise<void> {
    await this.run(() => this.sessions.create([{ _id: id, ...session }]));
  }

  findSession(tokenHash: string): Promise<Session | null> {
    return this.run(async () => {
      const document = await this.sessions.findOne({ tokenHash: is(tokenHash) }).lean<SessionDocument>();
      return document && sessionOf(document);
    });
  }

  listSessions(userId: string): Promise<Session[]> {
    const found = () =>
      this.sessions
        .find({ userId: is(userId) })
        .sort({ lastUsedAt: -1, _id: -1 })
        .lean<SessionDocument[]>();
    return this.run(async () => (await found()).map(sessionOf));
  }

  touchSession(id: string, lastUsedAt: Date, expiresAt: Date): Promise<boolean> {
    return this.run(async () => (await this.sessions.updateOne({ _id: is(id) }, { $set: { lastUsedAt, expiresAt } })).matchedCount > 0);
  }

  removeSession(userId: string, id: string): Promise<boolean> {
    return this.run(async () => (await this.sessions.deleteOne({ _id: is(id), userId: is(userId) })).deletedCount > 0);
  }

  async removeSessions(userId: string, except?: string): Promise<number> {
    const filter = { userId: is(userId), ...(except !== undefined && { _id: { $ne: is(except) } }) };
    return this.run(async () => (await this.sessions.deleteMany(filter)).deletedCount);
  }

  async insertToken({ id, ...token }: AccessToken): Promise<void> {
    await this.run(() => this.tokens.create([{ _id: id, ...token }]));
  }

  findToken(tokenHash: string): Promise<AccessToken | null> {
    return this.run(async () => {
      const document = await this.tokens.findOne({ tokenHash: is(tokenHash) }).lean<TokenDocument>();
      return document && tokenOf(document);
    });
  }

  listTokens(userId: string): Promise<AccessToken[]> {
    const found = () =>
      this.tokens
        .find({ userId: is(userId) })
        .sort({ createdAt: -1, _id: -1 })
        .lean<TokenDocument[]>();
    return this.run(async () => (await found()).map(tokenOf));
  }

  async touchToken(id: string, lastUsedAt: Date): Promise<void> {
    await this.run(() => this.tokens.updateOne({ _id: is(id) }, { $set: { lastUsedAt } }));
  }

  removeToken(userId: string, id: string): Promise<boolean> {
    return this.run(async () => (await this.tokens.deleteOne({ _id: is(id), userId: is(userId) })).deletedCount > 0);
  }

  removeTokens(userId: string): Promise<number> {
    return this.run(async () => (await this.tokens.deleteMany({ userId: is(userId) })).deletedCount);
  }

  async insertInvite({ tokenHash, ...invite }: Invite): Promise<void> {
    await this.run(() => this.invites.create([{ _id: tokenHash, ...invite }]));
  }

  findInvite(tokenHash: string): Promise<Invite | null> {
    return this.run(async () => {
      const document = await this.invites.findOne({ _id: is(tokenHash) }).lean<InviteDocument>();
      return document && inviteOf(document);
    });
  }

  listInvites(at: Date): Promise<Invite[]> {
    const open = { expiresAt: { $gt: at }, usedAt: null };
    return this.run(async () => (await this.invites.find(open).sort({ expiresAt: 1, _id: 1 }).lean<InviteDocument[]>()).map(inviteOf));
  }

  takeInvite(tokenHash: string, at: Date): Promise<boolean> {
    return this.run(async () => {
      const free = { _id: is(tokenHash), usedAt: null, expiresAt: { $gt: at } };
      return (await this.invites.updateOne(free, { $set: { usedAt: at } })).matchedCount > 0;
    });
  }

  async returnInvite(tokenHash: string, takenAt: Date): Promise<void> {
    await this.run(() => this.invites.updateOne({ _id: is(tokenHash), usedAt: takenAt }, { $set: { usedAt: null } }));
  }

  removeInvite(tokenHash: string): Promise<boolean> {
    return this.run(async () => (await this.invites.deleteOne({ _id: is(tokenHash), usedAt: null })).deletedCount > 0);
  }

  async signingKey(offered: () => Promise<SigningKey>): Promise<SigningKey> {
    const there = await this.storedKey();
    if (there) return there;
    // Making a key takes a while of its own, which is no time of the database's.
    const { id, ...key } = await offered();
    await this.run(async () => {
      try {
        await this.keys.create([{ _id: KEY, key: id, ...key }]);
      } catch (error) {
        if (!(mongoError(error) instanceof UniqueViolation)) throw error;
      }
    });
    return (await this.storedKey())!;
  }

  async noteEvent(key: string, at: Date): Promise<void> {
    await this.run(() => this.events.create([{ key, at }]));
  }

  countEvents(key: string, since: Date): Promise<{ count: number; oldest: Date | null }> {
    return this.run(() => countEvents(this.events, key, since));
  }

  async forget(expiredBefore: Date, eventsBefore: Date): Promise<void> {
    const expired = { expiresAt: { $lt: expiredBefore } };
    await this.run(() =>
      Promise.all([
        this.sessions.deleteMany(expired),
        this.tokens.deleteMany(expired),
        this.invites.deleteMany(expired),
        this.events.deleteMany({ at: { $lt: eventsBefore } }),
      ]),
    );
  }

  check(): Promise<void> {
    return this.database.check(authMigrations);
  }

  close(): Promise<void> {
    return this.database.close();
  }

  private storedKey(): Promise<SigningKey | null> {
    return this.run(async () => {
      const document = await this.keys.findOne({ _id: KEY }).lean<KeyDocument>();
      return document && signingKeyOf(document);
    });
  }

  private run<T>(work: () => Promise<T>): Promise<T> {
    return this.database.run(authMigrations, work);
  }
}
