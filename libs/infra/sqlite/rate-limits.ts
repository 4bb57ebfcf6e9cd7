import { RateLimitRepository } from '#libs/ports/rate-limit-repository.js';

import type { SqliteDatabase } from './database.js';
import { dateOrNull } from './images.rows.js';

/** Each database has a table of its own: `events` in auth.db, `shareEvents` in media.db. */
export class SqliteRateLimitRepository extends RateLimitRepository {
  constructor(
    private readonly database: SqliteDatabase,
    private readonly table: 'events' | 'shareEvents',
  ) {
    super();
  }

  async noteEvent(key: string, at: Date): Promise<void> {
    await this.database.write({ sql: `INSERT INTO ${this.table} (key, at) VALUES (?, ?)`, params: [key, at.getTime()] });
  }

  async countEvents(key: string, since: Date): Promise<{ count: number; oldest: Date | null }> {
    const sql = `SELECT count(*) AS count, min(at) AS oldest FROM ${this.table} WHERE key = ? AND at >= ?`;
    const row = this.database.all(sql, key, since.getTime())[0]!;
    return { count: row['count'] as number, oldest: dateOrNull(row['oldest']) };
  }

  async forgetEvents(before: Date): Promise<number> {
    const sql = `DELETE FROM ${this.table} WHERE at < ? RETURNING at`;
    const [forgotten] = await this.database.writeUsingReserve({ sql, params: [before.getTime()] });
    return forgotten!.length;
  }
}
