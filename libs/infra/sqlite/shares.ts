import type { SizeName } from '#libs/domain/variants.js';
import { ShareRepository, type ShareChange, type SharePage, type ShareRow } from '#libs/ports/share-repository.js';

import { dateOrNull } from './images.rows.js';
import type { Row, SqliteDatabase, Statement, Value } from './database.js';

/** A share with its images in order. */
export const SELECT = `SELECT shares.*, (SELECT json_group_array(imageId) FROM
  (SELECT imageId FROM shareImages WHERE shareId = shares.id ORDER BY position)) AS imageIds FROM shares`;

const addImages = (id: string, owner: string, imageIds: readonly string[]): Statement => ({
  sql: `INSERT INTO shareImages (shareId, position, imageId)
    SELECT ?, key, value FROM json_each(?) WHERE EXISTS (SELECT 1 FROM shares WHERE id = ? AND owner = ?)`,
  params: [id, JSON.stringify(imageIds), id, owner],
});
const dropImages = (id: string, owner: string): Statement => ({
  sql: 'DELETE FROM shareImages WHERE shareId IN (SELECT id FROM shares WHERE id = ? AND owner = ?)',
  params: [id, owner],
});

export class SqliteShareRepository extends ShareRepository {
  constructor(private readonly database: SqliteDatabase) {
    super();
  }

  async insert(share: ShareRow): Promise<void> {
    const { id, owner, token, name, albumId, imageIds, sizes, passwordHash, createdAt, expiresAt, opened, lastOpenedAt } = share;
    const sql = `INSERT INTO shares (id, owner, token, name, albumId, sizes, passwordHash, createdAt, expiresAt, opened, lastOpenedAt)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
    const times = [createdAt.getTime(), time(expiresAt), opened, time(lastOpenedAt)];
    const params = [id, owner, token, name, albumId, JSON.stringify(sizes), passwordHash, ...times];
    await this.database.write({ sql, params }, addImages(id, owner, imageIds));
  }

  async find(owner: string, id: string): Promise<ShareRow | null> {
    return this.read('WHERE id = ? AND owner = ?', id, owner)[0] ?? null;
  }

  async findByToken(token: string): Promise<ShareRow | null> {
    return this.read('WHERE token = ?', token)[0] ?? null;
  }

  async list(owner: string, { limit, before, albumId }: SharePage): Promise<ShareRow[]> {
    const behind = before === undefined ? { sql: '', params: [] } : { sql: 'AND id < ?', params: [before] };
    const album = albumId === undefined ? { sql: '', params: [] } : { sql: 'AND albumId = ?', params: [albumId] };
    const where = `WHERE owner = ? ${behind.sql} ${album.sql} ORDER BY id DESC LIMIT ?`;
    return this.read(where, owner, ...behind.params, ...album.params, limit);
  }

  async update(owner: string, id: string, { imageIds, ...change }: ShareChange): Promise<ShareRow | null> {
    const set = Object.entries(stored(change));
    const statements: Statement[] = [];
    if (set.length > 0) {
      const columns = set.map(([column]) => `${column} = ?`).join(', ');
      const params = [...set.map(([, value]) => value), id, owner];
      statements.push({ sql: `UPDATE shares SET ${columns} WHERE id = ? AND owner = ?`, params });
    }
    if (imageIds) statements.push(dropImages(id, owner), addImages(id, owner, imageIds));
    if (statements.length === 0) return this.find(owner, id);
    const after = { sql: `${SELECT} WHERE id = ? AND owner = ?`, params: [id, owner] };
    const rows = (await this.database.write(...statements, after)).at(-1)!;
    return rows.map(shareOf)[0] ?? null;
  }

  async remove(owner: string, id: string): Promise<boolean> {
    const end = { sql: 'DELETE FROM shares WHERE id = ? AND owner = ? RETURNING id', params: [id, owner] };
    const [, ended] = await this.database.writeUsingReserve(dropImages(id, owner), end);
    return ended!.length > 0;
  }

  async noteOpened(id: string, at: Date): Promise<void> {
    await this.database.write({ sql: 'UPDATE shares SET opened = opened + 1, lastOpenedAt = ? WHERE id = ?', params: [at.getTime(), id] });
  }

  async forgetImage(owner: string, imageId: string): Promise<void> {
    // Usually no share contains the image, and nothing needs to be written.
    if (this.database.all('SELECT 1 FROM shareImages WHERE imageId = ? LIMIT 1', imageId).length === 0) return;
    const without = 'owner = ? AND albumId IS NULL AND NOT EXISTS (SELECT 1 FROM shareImages WHERE shareId = shares.id)';
    await this.database.writeUsingReserve(
      {
        sql: 'DELETE FROM shareImages WHERE imageId = ? AND shareId IN (SELECT id FROM shares WHERE owner = ?)',
        params: [imageId, owner],
      },
      { sql: `DELETE FROM shares WHERE ${without}`, params: [owner] },
    );
  }

  private read(where: string, ...params: Value[]): ShareRow[] {
    return this.database.all(`${SELECT} ${where}`, ...params).map(shareOf);
  }
}

/** The columns of the fields that are set. */
function stored({ name, sizes, passwordHash, expiresAt }: Omit<ShareChange, 'imageIds'>): Record<string, Value> {
  return {
    ...(name !== undefined && { name }),
    ...(sizes !== undefined && { sizes: JSON.stringify(sizes) }),
    ...(passwordHash !== undefined && { passwordHash }),
    ...(expiresAt !== undefined && { expiresAt: time(expiresAt) }),
  };
}

export function shareOf(row: Row): ShareRow {
  return {
    id: row['id'] as string,
    owner: row['owner'] as string,
    token: row['token'] as string,
    name: row['name'] as string | null,
    albumId: row['albumId'] as string | null,
    imageIds: JSON.parse(row['imageIds'] as string) as string[],
    sizes: JSON.parse(row['sizes'] as string) as SizeName[],
    passwordHash: row['passwordHash'] as string | null,
    createdAt: new Date(row['createdAt'] as number),
    expiresAt: dateOrNull(row['expiresAt']),
    opened: row['opened'] as number,
    lastOpenedAt: dateOrNull(row['lastOpenedAt']),
  };
}

function time(date: Date | null): number | null {
  return date?.getTime() ?? null;
}
