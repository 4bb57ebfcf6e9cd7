import { AlbumRepository, type AlbumChange, type AlbumOrder, type AlbumRow } from '#libs/ports/album-repository.js';

import type { Row, SqliteDatabase, Value } from './database.js';

/** Each is served by an index: albums.sqlite.spec.ts asks the planner. */
export const sql = {
  insert: `
    INSERT INTO albums (id, owner, name, "order", cover, images, createdAt, version) VALUES (?, ?, ?, ?, ?, ?, ?, 1) RETURNING id`,
  find: 'SELECT * FROM albums WHERE id = ?',
  list: 'SELECT * FROM albums WHERE owner = ? ORDER BY id DESC',
  remove: 'DELETE FROM albums WHERE id = ? AND owner = ? RETURNING id',
};

export class SqliteAlbumRepository extends AlbumRepository {
  constructor(private readonly database: SqliteDatabase) {
    super();
  }

  async insert({ id, owner, name, order, cover, images, createdAt }: Omit<AlbumRow, 'version'>): Promise<void> {
    const params = [id, owner, name, order, cover, JSON.stringify(images), createdAt.getTime()];
    await this.database.write({ sql: sql.insert, params });
  }

  async find(id: string): Promise<AlbumRow | null> {
    return this.database.all(sql.find, id).map(albumOf)[0] ?? null;
  }

  async list(owner: string): Promise<AlbumRow[]> {
    return this.database.all(sql.list, owner).map(albumOf);
  }

  async update(id: string, version: number, { name, order, cover, images }: AlbumChange): Promise<AlbumRow | null> {
    const fields: Record<string, Value> = {
      ...(name !== undefined && { name }),
      ...(order !== undefined && { order }),
      ...(cover !== undefined && { cover }),
      ...(images !== undefined && { images: JSON.stringify(images) }),
    };
    const sets = Object.keys(fields).map((field) => `"${field}" = ?, `);
    const [rows] = await this.database.write({
      sql: `UPDATE albums SET ${sets.join('')}version = version + 1 WHERE id = ? AND version = ? RETURNING *`,
      params: [...Object.values(fields), id, version],
    });
    return rows!.map(albumOf)[0] ?? null;
  }

  async remove(id: string, owner: string): Promise<boolean> {
    const [removed] = await this.database.writeUsingReserve({ sql: sql.remove, params: [id, owner] });
    return removed!.length > 0;
  }
}

export function albumOf(row: Row): AlbumRow {
  return {
    id: row['id'] as string,
    owner: row['owner'] as string,
    name: row['name'] as string,
    order: row['order'] as AlbumOrder,
    cover: row['cover'] as string | null,
    images: JSON.parse(row['images'] as string) as string[],
    createdAt: new Date(row['createdAt'] as number),
    version: row['version'] as number,
  };
}
