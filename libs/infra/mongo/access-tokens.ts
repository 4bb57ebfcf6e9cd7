import type { Model } from 'mongoose';

import { AccessTokenRepository, type AccessToken } from '#libs/ports/access-token-repository.js';

import { authMigrations, tokenSchema, type TokenDocument } from './auth.schema.js';
import type { MongoDatabase } from './database.js';
import { is } from './schema.js';

export class MongoAccessTokenRepository extends AccessTokenRepository {
  private readonly tokens: Model<TokenDocument>;

  constructor(private readonly database: MongoDatabase) {
    super();
    this.tokens = database.model('Token', tokenSchema);
  }

  async insert({ id, ...token }: AccessToken): Promise<void> {
    await this.run(() => this.tokens.create([{ _id: id, ...token }]));
  }

  find(tokenHash: string): Promise<AccessToken | null> {
    return this.run(async () => {
      const document = await this.tokens.findOne({ tokenHash: is(tokenHash) }).lean<TokenDocument>();
      return document && tokenOf(document);
    });
  }

  list(userId: string): Promise<AccessToken[]> {
    const found = () =>
      this.tokens
        .find({ userId: is(userId) })
        .sort({ createdAt: -1, _id: -1 })
        .lean<TokenDocument[]>();
    return this.run(async () => (await found()).map(tokenOf));
  }

  async touch(id: string, lastUsedAt: Date): Promise<void> {
    await this.run(() => this.tokens.updateOne({ _id: is(id) }, { $set: { lastUsedAt } }));
  }

  remove(userId: string, id: string): Promise<boolean> {
    return this.run(async () => (await this.tokens.deleteOne({ _id: is(id), userId: is(userId) })).deletedCount > 0);
  }

  removeAll(userId: string): Promise<number> {
    return this.run(async () => (await this.tokens.deleteMany({ userId: is(userId) })).deletedCount);
  }

  private run<T>(work: () => Promise<T>): Promise<T> {
    return this.database.run(authMigrations, work);
  }
}

function tokenOf({ _id: id, userId, tokenHash, name, scopes, createdAt, lastUsedAt, expiresAt }: TokenDocument): AccessToken {
  return { id, userId, tokenHash, name, scopes, createdAt, lastUsedAt, expiresAt };
}
