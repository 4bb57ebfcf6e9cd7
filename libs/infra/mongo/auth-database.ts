import type { Model } from 'mongoose';

import { AuthDatabase } from '#libs/ports/databases.js';

import { MongoAccessTokenRepository } from './access-tokens.js';
import { MongoAccountLog } from './account-log.js';
import { authMigrations, inviteSchema, sessionSchema, tokenSchema } from './auth.schema.js';
import { MongoDatabase } from './database.js';
import { MongoInviteRepository } from './invites.js';
import { MongoRateLimitRepository } from './rate-limits.js';
import { MongoSessionRepository } from './sessions.js';
import { MongoSigningKeyRepository } from './signing-keys.js';
import { MongoUserRepository } from './users.js';

/** The collections of auth; those of media may lie in the same MongoDB database. */
export class MongoAuthDatabase extends AuthDatabase {
  readonly users: MongoUserRepository;
  readonly sessions: MongoSessionRepository;
  readonly accessTokens: MongoAccessTokenRepository;
  readonly invites: MongoInviteRepository;
  readonly accountLog: MongoAccountLog;
  readonly signingKeys: MongoSigningKeyRepository;
  readonly rateLimits: MongoRateLimitRepository;
  private readonly expiring: readonly Model<{ expiresAt: Date | null }>[];

  private constructor(private readonly database: MongoDatabase) {
    super();
    this.users = new MongoUserRepository(database);
    this.sessions = new MongoSessionRepository(database);
    this.accessTokens = new MongoAccessTokenRepository(database);
    this.invites = new MongoInviteRepository(database);
    this.accountLog = new MongoAccountLog(database);
    this.signingKeys = new MongoSigningKeyRepository(database);
    this.rateLimits = new MongoRateLimitRepository(database, 'events');
    this.expiring = [
      database.model('Session', sessionSchema),
      database.model('Token', tokenSchema),
      database.model('Invite', inviteSchema),
    ];
  }

  /** Resolves without a server: calls connect. @throws ConfigError when the URL is malformed */
  static async open(url: string): Promise<MongoAuthDatabase> {
    return new MongoAuthDatabase(MongoDatabase.open(url));
  }

  async forgetExpired(before: Date): Promise<void> {
    await this.database.run(authMigrations, async () => {
      // By the clock of the server as well: that of this machine may be wrong.
      const now = await this.database.now();
      const expired = { expiresAt: { $lt: before < now ? before : now } };
      await Promise.all(this.expiring.map((model) => model.deleteMany(expired)));
    });
  }

  check(): Promise<void> {
    return this.database.check(authMigrations);
  }

  close(): Promise<void> {
    return this.database.close();
  }
}
