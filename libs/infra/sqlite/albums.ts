import {
  AlbumRepository,
  type AlbumChange,
  type AlbumHead,
  type AlbumOrder,
  type AlbumRow,
  type AlbumSummary,
} from '#libs/ports/album-repository.js';

import type { Row, SqliteDatabase, Value } from './database.js';
import { SEEN } from './images.queries.js';

const HEAD = 'albums.id, albums.owner, albums.name, albums."order", albums.cover, albums.createdAt, albums.version';
/** The visible images of an album. The cross join keeps its own order: SQLite goes through the album and looks each image up. */
const SHOWN = `
  FROM json_each(albums.images) AS member CROSS JOIN images INDEXED BY images_live_added ON images.id = member.value
  WHERE images.owner = albums.owner AND images.deletedAt IS NULL AND images.state IN ${SEEN}`;
const SUMMARY = `
  SELECT ${HEAD}, (SELECT count(*) ${SHOWN}) AS shown, coalesce(
    (SELECT images.id ${SHOWN} AND images.id = albums.cover),
    CASE "order" WHEN 'hand' THEN (SELECT images.id ${SHOWN} ORDER BY member.key LIMIT 1)
      ELSE (SELECT images.id ${SHOWN} ORDER BY images.sortAt DESC, images.id DESC LIMIT 1) END
  ) AS coverId
  FROM albums`;

/** Each is served by an index: albums.sqlite.spec.ts asks the planner. */
export const sql = {
  insert: `
    INSERT INTO albums (id, owner, name, "order", cover, images, createdAt, version) VALUES (?, ?, ?, ?, ?, ?, ?, 1) RETURNING id`,
  find: 'SELECT * FROM albums WHERE id = ?',
  list: 'SELECT * FROM albums WHERE owner = ? ORDER BY id DESC',
  heads: `SELECT ${HEAD} FROM albums WHERE owner = ? ORDER BY id DESC`,
  summaries: `${SUMMARY} WHERE owner = ? ORDER BY albums.id DESC`,
  summary: `${SUMMARY} WHERE owner = ? AND albums.id = ?`,
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
    return (await this.database.allAside(owner, sql.list, owner)).map(albumOf);
  }

  async heads(owner: string): Promise<AlbumHead[]> {
    return this.database.all(sql.heads, owner).map(headOf);
  }

  async summaries(owner: string, id?: string): Promise<AlbumSummary[]> {
    const rows = await (id === undefined
      ? this.database.allAside(owner, sql.summaries, owner)
      : this.database.allAside(owner, sql.summary, owner, id));
    return rows.map((row) => ({ ...headOf(row), shown: row['shown'] as number, coverId: row['coverId'] as string | null }));
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
  return { ...headOf(row), images: JSON.parse(row['images'] as string) as string[] };
}

function headOf(row: Row): AlbumHead {
  return {
    id: row['id'] as string,
    owner: row['owner'] as string,
    name: row['name'] as string,
    order: row['order'] as AlbumOrder,
    cover: row['cover'] as string | null,
    createdAt: new Date(row['createdAt'] as number),
    version: row['version'] as number,
  };
}
