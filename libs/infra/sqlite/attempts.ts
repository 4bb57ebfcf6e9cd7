import { dateOrNull } from './images.rows.js';
import type { SqliteDatabase, Statement } from './database.js';

/** Tables of moments at which something happened, under a key: what limits of guesses are counted from. */
type EventTable = 'events' | 'shareEvents';

export function eventAt(table: EventTable, key: string, at: Date): Statement {
  return { sql: `INSERT INTO ${table} (key, at) VALUES (?, ?)`, params: [key, at.getTime()] };
}

/** How many there were since then, and when the first of these was. */
export function countEvents(database: SqliteDatabase, table: EventTable, key: string, since: Date) {
  const sql = `SELECT count(*) AS count, min(at) AS oldest FROM ${table} WHERE key = ? AND at >= ?`;
  const row = database.all(sql, key, since.getTime())[0]!;
  return { count: row['count'] as number, oldest: dateOrNull(row['oldest']) };
}

export function withoutEvents(table: EventTable, before: Date): Statement {
  return { sql: `DELETE FROM ${table} WHERE at < ? RETURNING at`, params: [before.getTime()] };
}
