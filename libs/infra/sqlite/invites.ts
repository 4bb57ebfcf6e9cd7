import { InviteRepository, type Invite } from '#libs/ports/invite-repository.js';

import type { Row, SqliteDatabase } from './database.js';
import { dateOrNull } from './images.rows.js';

export class SqliteInviteRepository extends InviteRepository {
  constructor(private readonly database: SqliteDatabase) {
    super();
  }

  async insert({ tokenHash, createdAt, expiresAt, usedAt }: Invite): Promise<void> {
    const sql = 'INSERT INTO invites (tokenHash, createdAt, expiresAt, usedAt) VALUES (?, ?, ?, ?)';
    await this.database.writeOne(sql, tokenHash, createdAt.getTime(), expiresAt.getTime(), usedAt?.getTime() ?? null);
  }

  async find(tokenHash: string): Promise<Invite | null> {
    return this.database.all('SELECT * FROM invites WHERE tokenHash = ?', tokenHash).map(inviteOf)[0] ?? null;
  }

  async list(at: Date): Promise<Invite[]> {
    const sql = 'SELECT * FROM invites WHERE expiresAt > ? AND usedAt IS NULL ORDER BY expiresAt, tokenHash';
    return this.database.all(sql, at.getTime()).map(inviteOf);
  }

  async redeem(tokenHash: string, at: Date): Promise<boolean> {
    const sql = 'UPDATE invites SET usedAt = ? WHERE tokenHash = ? AND usedAt IS NULL AND expiresAt > ? RETURNING tokenHash';
    return (await this.database.writeOne(sql, at.getTime(), tokenHash, at.getTime())).length > 0;
  }

  async undoRedeem(tokenHash: string, redeemedAt: Date): Promise<void> {
    await this.database.writeOneUsingReserve(
      'UPDATE invites SET usedAt = NULL WHERE tokenHash = ? AND usedAt = ?',
      tokenHash,
      redeemedAt.getTime(),
    );
  }

  async remove(tokenHash: string): Promise<boolean> {
    const sql = 'DELETE FROM invites WHERE tokenHash = ? AND usedAt IS NULL RETURNING tokenHash';
    return (await this.database.writeOneUsingReserve(sql, tokenHash)).length > 0;
  }
}

function inviteOf(row: Row): Invite {
  return {
    tokenHash: row['tokenHash'] as string,
    createdAt: new Date(row['createdAt'] as number),
    expiresAt: new Date(row['expiresAt'] as number),
    usedAt: dateOrNull(row['usedAt']),
  };
}
