import { VISIBLE } from '#libs/domain/image/transitions.js';
import type { ImageState } from '#libs/domain/image/image-row.js';
import type { AlbumRow } from '#libs/ports/album-repository.js';
import { MediaAudit, type AuditedImage, type AuditPage } from '#libs/ports/media-audit.js';
import type { ShareRow } from '#libs/ports/share-repository.js';

import { fold, wordsOf } from '../search-words.js';
import { albumOf } from './albums.js';
import type { Row, SqliteDatabase } from './database.js';
import { imageOf, wordsJson } from './images.rows.js';
import { SELECT as SHARES, shareOf } from './shares.js';

// The search reads `image_words`: the count says whether triggers kept it. Words that are no JSON would end the whole query.
const IMAGE = `
  SELECT *, CASE WHEN json_valid(words) THEN (
    SELECT count(*) FROM image_words
    WHERE image_words.owner = images.owner AND word IN (SELECT value FROM json_each(images.words)) AND image_words.id = images.id
  ) END AS wordCount FROM images`;

const sql = {
  images: `${IMAGE} WHERE id > ? ORDER BY id LIMIT ?`,
  image: `${IMAGE} WHERE id = ?`,
  name: 'SELECT owner, name FROM images WHERE id = ?',
  albums: 'SELECT * FROM albums WHERE id > ? ORDER BY id LIMIT ?',
  shares: `${SHARES} WHERE id > ? ORDER BY id LIMIT ?`,
  dropWords: 'DELETE FROM image_words WHERE owner = ? AND id = ?',
  setDerived: 'UPDATE images SET foldedName = ?, words = ? WHERE id = ? AND name = ? RETURNING id',
  integrity: 'PRAGMA integrity_check(20)',
};

export class SqliteMediaAudit extends MediaAudit {
  constructor(private readonly database: SqliteDatabase) {
    super();
  }

  async images({ after = '', limit }: AuditPage): Promise<AuditedImage[]> {
    return this.database.all(sql.images, after, limit).map(audited);
  }

  async image(id: string): Promise<AuditedImage | null> {
    return this.database.all(sql.image, id).map(audited)[0] ?? null;
  }

  async albums({ after = '', limit }: AuditPage): Promise<AlbumRow[]> {
    return this.database.all(sql.albums, after, limit).map(albumOf);
  }

  async shares({ after = '', limit }: AuditPage): Promise<ShareRow[]> {
    return this.database.all(sql.shares, after, limit).map(shareOf);
  }

  async repairDerived(id: string): Promise<boolean> {
    const [found] = this.database.all(sql.name, id);
    if (!found) return false;
    const { owner, name } = found as { owner: string; name: string };
    // The trigger inserts all words of the new list: what is left of an old one would be in the way.
    const [, changed] = await this.database.write(
      { sql: sql.dropWords, params: [owner, id] },
      { sql: sql.setDerived, params: [fold(name), wordsJson(name), id, name] },
    );
    return changed!.length > 0;
  }

  async integrity(): Promise<string[]> {
    const lines = this.database.all(sql.integrity).map((row) => String(Object.values(row)[0]));
    return lines.filter((line) => line !== 'ok');
  }
}

function audited(stored: Row): AuditedImage {
  const { id, owner, name, content, sha256 } = stored as {
    id: string;
    owner: string;
    name: string;
    content: string | null;
    sha256: string;
  };
  const wrongDerived: string[] = [];
  if (stored['foldedName'] !== fold(name)) wrongDerived.push('foldedName');
  if (stored['words'] !== wordsJson(name) || stored['wordCount'] !== wordsOf(name).length) wrongDerived.push('words');
  return { id, owner, row: readable(stored), wrongDerived, holds: content === sha256 || (content !== null && isHidden(stored)) };
}

/** A hidden row that holds a key of whatever hash holds one too many. */
function isHidden({ state }: Row): boolean {
  return !VISIBLE.includes(state as ImageState);
}

function readable(stored: Row) {
  try {
    return imageOf(stored);
  } catch {
    return null;
  }
}
