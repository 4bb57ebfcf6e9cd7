import { AuthDatabase } from '#libs/ports/databases.js';

import { SqliteAccessTokenRepository } from './access-tokens.js';
import { SqliteAccountLog } from './account-log.js';
import { authMigrations } from './auth.schema.js';
import { SqliteDatabase } from './database.js';
import { SqliteInviteRepository } from './invites.js';
import { SqliteRateLimitRepository } from './rate-limits.js';
import { SqliteSessionRepository } from './sessions.js';
import { SqliteSigningKeyRepository } from './signing-keys.js';
import { SqliteUserRepository } from './users.js';

/** The file auth.db. */
export class SqliteAuthDatabase extends AuthDatabase {
  readonly users: SqliteUserRepository;
  readonly sessions: SqliteSessionRepository;
  readonly accessTokens: SqliteAccessTokenRepository;
  readonly invites: SqliteInviteRepository;
  readonly accountLog: SqliteAccountLog;
  readonly signingKeys: SqliteSigningKeyRepository;
  readonly rateLimits: SqliteRateLimitRepository;

  private constructor(private readonly database: SqliteDatabase) {
    super();
    this.users = new SqliteUserRepository(database);
    this.sessions = new SqliteSessionRepository(database);
    this.accessTokens = new SqliteAccessTokenRepository(database);
    this.invites = new SqliteInviteRepository(database);
    this.accountLog = new SqliteAccountLog(database);
    this.signingKeys = new SqliteSigningKeyRepository(database);
    this.rateLimits = new SqliteRateLimitRepository(database, 'events');
  }

  /** @throws RepositoryFull, RepositoryUnavailable; ConfigError when a newer version of Shoebox has written the file */
  static async open(path: string): Promise<SqliteAuthDatabase> {
    return new SqliteAuthDatabase(await SqliteDatabase.open(path, authMigrations));
  }

  async forgetExpired(before: Date): Promise<void> {
    const tables = ['sessions', 'tokens', 'invites'];
    await this.database.writeUsingReserve(
      ...tables.map((table) => ({ sql: `DELETE FROM ${table} WHERE expiresAt < ?`, params: [before.getTime()] })),
    );
  }

  check(): Promise<void> {
    return this.database.check();
  }

  close(): Promise<void> {
    return this.database.close();
  }
}
