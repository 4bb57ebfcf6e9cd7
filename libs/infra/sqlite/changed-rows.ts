import { ChangedRows, type ChangedRow, type RowKind } from '#libs/ports/changed-rows.js';

import { albumOf } from './albums.js';
import type { Row, SqliteDatabase } from './database.js';
import { imageOf } from './images.rows.js';
import { SELECT as SHARES, shareOf } from './shares.js';

const sql = {
  list: 'SELECT * FROM changedRows WHERE stamp < ? ORDER BY stamp DESC LIMIT ?',
  forget: 'DELETE FROM changedRows WHERE stamp IN (SELECT value FROM json_each(?))',
  image: 'SELECT * FROM images WHERE id IN (SELECT value FROM json_each(?))',
  album: 'SELECT * FROM albums WHERE id IN (SELECT value FROM json_each(?))',
  share: `${SHARES} WHERE id IN (SELECT value FROM json_each(?))`,
};

/** The table `changedRows`, which triggers fill in the transaction of the change. */
export class SqliteChangedRows extends ChangedRows {
  constructor(private readonly database: SqliteDatabase) {
    super();
  }

  async list({ limit, before }: { limit: number; before?: string | undefined }): Promise<ChangedRow[]> {
    const marks = this.database.all(sql.list, before === undefined ? Number.MAX_SAFE_INTEGER : Number(before), limit);
    const rows = {
      image: this.rows('image', marks, imageOf),
      album: this.rows('album', marks, albumOf),
      share: this.rows('share', marks, shareOf),
    };
    return marks.map(({ kind, id, stamp }) => {
      const row = rows[kind as RowKind].get(id as string) ?? null;
      return { kind, id, stamp: String(stamp), row } as ChangedRow;
    });
  }

  async forget(stamps: readonly string[]): Promise<void> {
    await this.database.write({ sql: sql.forget, params: [JSON.stringify(stamps.map(Number))] });
  }

  private rows<T extends { id: string }>(kind: RowKind, marks: readonly Row[], read: (row: Row) => T): Map<string, T> {
    const ids = marks.filter((mark) => mark['kind'] === kind).map(({ id }) => id);
    if (ids.length === 0) return new Map();
    return new Map(this.database.all(sql[kind], JSON.stringify(ids)).map((row) => [row['id'] as string, read(row)]));
  }
}
