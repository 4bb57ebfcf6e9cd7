import { AccountLog, type AccountEvent, type AccountEventKind } from '#libs/ports/account-log.js';

import type { Row, SqliteDatabase } from './database.js';

export class SqliteAccountLog extends AccountLog {
  constructor(private readonly database: SqliteDatabase) {
    super();
  }

  async add({ id, userId, at, what, address, device, detail }: AccountEvent, keep: number): Promise<void> {
    const insert = 'INSERT INTO accountLog (id, userId, at, what, address, device, detail) VALUES (?, ?, ?, ?, ?, ?, ?)';
    const oldest = 'SELECT id FROM accountLog WHERE userId = ? AND what = ? ORDER BY at DESC, id DESC LIMIT -1 OFFSET ?';
    await this.database.write(
      { sql: insert, params: [id, userId, at.getTime(), what, address, device, detail] },
      { sql: `DELETE FROM accountLog WHERE id IN (${oldest})`, params: [userId, what, keep] },
    );
  }

  async list(userId: string): Promise<AccountEvent[]> {
    return this.database.all('SELECT * FROM accountLog WHERE userId = ? ORDER BY at DESC, id DESC', userId).map(eventOf);
  }

  async forget(before: Date): Promise<number> {
    return (await this.database.writeOneUsingReserve('DELETE FROM accountLog WHERE at < ? RETURNING id', before.getTime())).length;
  }

  async removeAll(userId: string): Promise<number> {
    return (await this.database.writeOneUsingReserve('DELETE FROM accountLog WHERE userId = ? RETURNING id', userId)).length;
  }
}

function eventOf(row: Row): AccountEvent {
  return {
    id: row['id'] as string,
    userId: row['userId'] as string,
    at: new Date(row['at'] as number),
    what: row['what'] as AccountEventKind,
    address: row['address'] as string | null,
    device: row['device'] as string,
    detail: row['detail'] as string | null,
  };
}
