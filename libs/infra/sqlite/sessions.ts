import { SessionRepository, type AccessToken, type Invite, type Session, type SigningKey } from '#libs/ports/session-repository.js';

import { authMigrations } from './auth.schema.js';
import { countEvents, eventAt, withoutEvents } from './attempts.js';
import { inviteOf, sessionOf, signingKeyOf, tokenOf } from './sessions.rows.js';
import { SqliteDatabase, type Row, type Value } from './database.js';

/** Sessions, tokens, invitations, the signing key and failed guesses in one SQLite file, which users.sqlite.ts shares. */
export class SqliteSessionRepository extends SessionRepository {
  private constructor(private readonly database: SqliteDatabase) {
    super();
  }

  static async open(path: string): Promise<SqliteSessionRepository> {
    return new SqliteSessionRepository(await SqliteDatabase.open(path, authMigrations));
  }

  async insertSession({ id, userId, tokenHash, device, createdAt, lastUsedAt, expiresAt }: Session): Promise<void> {
    const sql = 'INSERT INTO sessions (id, userId, tokenHash, device, createdAt, lastUsedAt, expiresAt) VALUES (?, ?, ?, ?, ?, ?, ?)';
    await this.writeAtLast(sql, id, userId, tokenHash, device, createdAt.getTime(), lastUsedAt.getTime(), expiresAt.getTime());
  }

  async findSession(tokenHash: string): Promise<Session | null> {
    return this.database.all('SELECT * FROM sessions WHERE tokenHash = ?', tokenHash).map(sessionOf)[0] ?? null;
  }

  async listSessions(userId: string): Promise<Session[]> {
    return this.database.all('SELECT * FROM sessions WHERE userId = ? ORDER BY lastUsedAt DESC, id DESC', userId).map(sessionOf);
  }

  async touchSession(id: string, lastUsedAt: Date, expiresAt: Date): Promise<boolean> {
    const sql = 'UPDATE sessions SET lastUsedAt = ?, expiresAt = ? WHERE id = ? RETURNING id';
    return (await this.write(sql, lastUsedAt.getTime(), expiresAt.getTime(), id)).length > 0;
  }

  async removeSession(userId: string, id: string): Promise<boolean> {
    return (await this.writeAtLast('DELETE FROM sessions WHERE userId = ? AND id = ? RETURNING id', userId, id)).length > 0;
  }

  async removeSessions(userId: string, except?: string): Promise<number> {
    return (await this.writeAtLast('DELETE FROM sessions WHERE userId = ? AND id IS NOT ? RETURNING id', userId, except ?? null)).length;
  }

  async insertToken({ id, userId, tokenHash, name, scopes, createdAt, lastUsedAt, expiresAt }: AccessToken): Promise<void> {
    const sql =
      'INSERT INTO tokens (id, userId, tokenHash, name, scopes, createdAt, lastUsedAt, expiresAt) VALUES (?, ?, ?, ?, ?, ?, ?, ?)';
    const times = [createdAt.getTime(), lastUsedAt?.getTime() ?? null, expiresAt?.getTime() ?? null];
    await this.write(sql, id, userId, tokenHash, name, JSON.stringify(scopes), ...times);
  }

  async findToken(tokenHash: string): Promise<AccessToken | null> {
    return this.database.all('SELECT * FROM tokens WHERE tokenHash = ?', tokenHash).map(tokenOf)[0] ?? null;
  }

  async listTokens(userId: string): Promise<AccessToken[]> {
    return this.database.all('SELECT * FROM tokens WHERE userId = ? ORDER BY createdAt DESC, id DESC', userId).map(tokenOf);
  }

  async touchToken(id: string, lastUsedAt: Date): Promise<void> {
    await this.write('UPDATE tokens SET lastUsedAt = ? WHERE id = ?', lastUsedAt.getTime(), id);
  }

  async removeToken(userId: string, id: string): Promise<boolean> {
    return (await this.writeAtLast('DELETE FROM tokens WHERE userId = ? AND id = ? RETURNING id', userId, id)).length > 0;
  }

  async removeTokens(userId: string): Promise<number> {
    return (await this.writeAtLast('DELETE FROM tokens WHERE userId = ? RETURNING id', userId)).length;
  }

  async insertInvite({ tokenHash, createdAt, expiresAt, usedAt }: Invite): Promise<void> {
    const sql = 'INSERT INTO invites (tokenHash, createdAt, expiresAt, usedAt) VALUES (?, ?, ?, ?)';
    await this.write(sql, tokenHash, createdAt.getTime(), expiresAt.getTime(), usedAt?.getTime() ?? null);
  }

  async findInvite(tokenHash: string): Promise<Invite | null> {
    return this.database.all('SELECT * FROM invites WHERE tokenHash = ?', tokenHash).map(inviteOf)[0] ?? null;
  }

  async listInvites(at: Date): Promise<Invite[]> {
    const sql = 'SELECT * FROM invites WHERE expiresAt > ? AND usedAt IS NULL ORDER BY expiresAt, tokenHash';
    return this.database.all(sql, at.getTime()).map(inviteOf);
  }

  async takeInvite(tokenHash: string, at: Date): Promise<boolean> {
    const sql = 'UPDATE invites SET usedAt = ? WHERE tokenHash = ? AND usedAt IS NULL AND expiresAt > ? RETURNING tokenHash';
    return (await this.write(sql, at.getTime(), tokenHash, at.getTime())).length > 0;
  }

  async returnInvite(tokenHash: string, takenAt: Date): Promise<void> {
    await this.writeAtLast('UPDATE invites SET usedAt = NULL WHERE tokenHash = ? AND usedAt = ?', tokenHash, takenAt.getTime());
  }

  async removeInvite(tokenHash: string): Promise<boolean> {
    const sql = 'DELETE FROM invites WHERE tokenHash = ? AND usedAt IS NULL RETURNING tokenHash';
    return (await this.writeAtLast(sql, tokenHash)).length > 0;
  }

  async signingKey(offered: () => Promise<SigningKey>): Promise<SigningKey> {
    const stored = () => this.database.all('SELECT * FROM signingKey').map(signingKeyOf)[0];
    const there = stored();
    if (there) return there;
    const { id, privateKey, createdAt } = await offered();
    const sql = 'INSERT INTO signingKey (one, id, privateKey, createdAt) VALUES (1, ?, ?, ?) ON CONFLICT DO NOTHING';
    await this.write(sql, id, privateKey, createdAt.getTime());
    return stored()!;
  }

  async noteEvent(key: string, at: Date): Promise<void> {
    await this.database.write(eventAt('events', key, at));
  }

  async countEvents(key: string, since: Date): Promise<{ count: number; oldest: Date | null }> {
    return countEvents(this.database, 'events', key, since);
  }

  async forget(expiredBefore: Date, eventsBefore: Date): Promise<void> {
    const expired = [expiredBefore.getTime()];
    await this.database.writeAtLast(
      { sql: 'DELETE FROM sessions WHERE expiresAt < ?', params: expired },
      { sql: 'DELETE FROM tokens WHERE expiresAt < ?', params: expired },
      { sql: 'DELETE FROM invites WHERE expiresAt < ?', params: expired },
      withoutEvents('events', eventsBefore),
    );
  }

  check(): Promise<void> {
    return this.database.check();
  }

  close(): Promise<void> {
    return this.database.close();
  }

  /** For who comes to make room on a full disk, and for who must be shut out on any. */
  private async writeAtLast(sql: string, ...params: Value[]): Promise<Row[]> {
    const [rows] = await this.database.writeAtLast({ sql, params });
    return rows!;
  }

  /** One statement; resolves with the rows it returned once they are durable. */
  private async write(sql: string, ...params: Value[]): Promise<Row[]> {
    const [rows] = await this.database.write({ sql, params });
    return rows!;
  }
}
