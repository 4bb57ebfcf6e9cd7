import { SessionRepository, type Session } from '#libs/ports/session-repository.js';

import type { Row, SqliteDatabase } from './database.js';

export class SqliteSessionRepository extends SessionRepository {
  constructor(private readonly database: SqliteDatabase) {
    super();
  }

  async insert({ id, userId, tokenHash, device, createdAt, lastUsedAt, expiresAt }: Session): Promise<void> {
    const sql = 'INSERT INTO sessions (id, userId, tokenHash, device, createdAt, lastUsedAt, expiresAt) VALUES (?, ?, ?, ?, ?, ?, ?)';
    await this.database.writeOneUsingReserve(
      sql,
      id,
      userId,
      tokenHash,
      device,
      createdAt.getTime(),
      lastUsedAt.getTime(),
      expiresAt.getTime(),
    );
  }

  async find(tokenHash: string): Promise<Session | null> {
    return this.database.all('SELECT * FROM sessions WHERE tokenHash = ?', tokenHash).map(sessionOf)[0] ?? null;
  }

  async list(userId: string): Promise<Session[]> {
    return this.database.all('SELECT * FROM sessions WHERE userId = ? ORDER BY lastUsedAt DESC, id DESC', userId).map(sessionOf);
  }

  async touch(id: string, lastUsedAt: Date, expiresAt: Date): Promise<boolean> {
    const sql = 'UPDATE sessions SET lastUsedAt = ?, expiresAt = ? WHERE id = ? RETURNING id';
    return (await this.database.writeOne(sql, lastUsedAt.getTime(), expiresAt.getTime(), id)).length > 0;
  }

  async remove(userId: string, id: string): Promise<boolean> {
    return (
      (await this.database.writeOneUsingReserve('DELETE FROM sessions WHERE userId = ? AND id = ? RETURNING id', userId, id)).length > 0
    );
  }

  async removeAll(userId: string, except?: string): Promise<number> {
    return (
      await this.database.writeOneUsingReserve('DELETE FROM sessions WHERE userId = ? AND id IS NOT ? RETURNING id', userId, except ?? null)
    ).length;
  }
}

function sessionOf(row: Row): Session {
  return {
    id: row['id'] as string,
    userId: row['userId'] as string,
    tokenHash: row['tokenHash'] as string,
    device: row['device'] as string,
    createdAt: new Date(row['createdAt'] as number),
    lastUsedAt: new Date(row['lastUsedAt'] as number),
    expiresAt: new Date(row['expiresAt'] as number),
  };
}
