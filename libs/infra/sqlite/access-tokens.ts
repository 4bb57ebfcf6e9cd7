import { AccessTokenRepository, type AccessToken, type Scope } from '#libs/ports/access-token-repository.js';

import type { Row, SqliteDatabase } from './database.js';
import { dateOrNull } from './images.rows.js';

export class SqliteAccessTokenRepository extends AccessTokenRepository {
  constructor(private readonly database: SqliteDatabase) {
    super();
  }

  async insert({ id, userId, tokenHash, name, scopes, createdAt, lastUsedAt, expiresAt }: AccessToken): Promise<void> {
    const sql =
      'INSERT INTO tokens (id, userId, tokenHash, name, scopes, createdAt, lastUsedAt, expiresAt) VALUES (?, ?, ?, ?, ?, ?, ?, ?)';
    const times = [createdAt.getTime(), lastUsedAt?.getTime() ?? null, expiresAt?.getTime() ?? null];
    await this.database.writeOne(sql, id, userId, tokenHash, name, JSON.stringify(scopes), ...times);
  }

  async find(tokenHash: string): Promise<AccessToken | null> {
    return this.database.all('SELECT * FROM tokens WHERE tokenHash = ?', tokenHash).map(tokenOf)[0] ?? null;
  }

  async list(userId: string): Promise<AccessToken[]> {
    return this.database.all('SELECT * FROM tokens WHERE userId = ? ORDER BY createdAt DESC, id DESC', userId).map(tokenOf);
  }

  async touch(id: string, lastUsedAt: Date): Promise<void> {
    await this.database.writeOne('UPDATE tokens SET lastUsedAt = ? WHERE id = ?', lastUsedAt.getTime(), id);
  }

  async remove(userId: string, id: string): Promise<boolean> {
    return (await this.database.writeOneUsingReserve('DELETE FROM tokens WHERE userId = ? AND id = ? RETURNING id', userId, id)).length > 0;
  }

  async removeAll(userId: string): Promise<number> {
    return (await this.database.writeOneUsingReserve('DELETE FROM tokens WHERE userId = ? RETURNING id', userId)).length;
  }
}

function tokenOf(row: Row): AccessToken {
  return {
    id: row['id'] as string,
    userId: row['userId'] as string,
    tokenHash: row['tokenHash'] as string,
    name: row['name'] as string,
    scopes: JSON.parse(row['scopes'] as string) as Scope[],
    createdAt: new Date(row['createdAt'] as number),
    lastUsedAt: dateOrNull(row['lastUsedAt']),
    expiresAt: dateOrNull(row['expiresAt']),
  };
}
