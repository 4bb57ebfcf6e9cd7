import { IMAGE_COUNTS } from './image-counts.js';

/** Migrations of media.db, in order. A released one never changes. Times are milliseconds since 1970-01-01 UTC. */
export const mediaMigrations: readonly string[] = [
  `
  CREATE TABLE images (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    foldedName TEXT NOT NULL, -- for the search; see fold.ts
    type TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    content TEXT, -- the sha256 while this row holds the unique key, else null
    originalKey TEXT NOT NULL,
    createdAt INTEGER NOT NULL,
    takenAt INTEGER,
    modifiedAt INTEGER,
    sortAt INTEGER NOT NULL,
    deletedAt INTEGER,
    state TEXT NOT NULL,
    reason TEXT, -- JSON
    thumbhash TEXT,
    generation INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    blame INTEGER NOT NULL,
    sizes TEXT NOT NULL, -- JSON
    updatedAt INTEGER NOT NULL
  ) STRICT;

  CREATE UNIQUE INDEX images_content ON images (owner, content) WHERE content IS NOT NULL;
  CREATE INDEX images_live_added ON images (owner, id) WHERE deletedAt IS NULL;
  CREATE INDEX images_live_taken ON images (owner, sortAt, id) WHERE deletedAt IS NULL;
  CREATE INDEX images_trash_added ON images (owner, id) WHERE deletedAt IS NOT NULL;
  CREATE INDEX images_trash_taken ON images (owner, sortAt, id) WHERE deletedAt IS NOT NULL;
  CREATE INDEX images_trash_age ON images (deletedAt, id) WHERE deletedAt IS NOT NULL;
  CREATE INDEX images_state ON images (state, id);
  CREATE INDEX images_changes ON images (owner, updatedAt, id);
  CREATE INDEX images_usage ON images (owner, state, deletedAt, bytes);

  CREATE TABLE removals (id TEXT PRIMARY KEY, owner TEXT NOT NULL, removedAt INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX removals_changes ON removals (owner, removedAt, id);
  CREATE INDEX removals_age ON removals (removedAt);

  CREATE TABLE drive (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL) STRICT;
  `,
  // JSON. There is no comment in the statement: SQLite keeps the text of the column, and the comment would hide what follows it.
  'ALTER TABLE images ADD COLUMN exif TEXT',
  // The words of names, in a table that triggers keep up to date. The indexes of lists gain the columns that searches compare, so rows
  // that do not match are skipped without being read.
  `
  ALTER TABLE images ADD COLUMN words TEXT NOT NULL DEFAULT '[]';
  CREATE TABLE image_words (owner TEXT NOT NULL, word TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (owner, word, id)) STRICT, WITHOUT ROWID;
  CREATE TRIGGER image_words_insert AFTER INSERT ON images BEGIN
    INSERT INTO image_words SELECT NEW.owner, value, NEW.id FROM json_each(NEW.words);
  END;
  CREATE TRIGGER image_words_update AFTER UPDATE OF words ON images BEGIN
    DELETE FROM image_words WHERE owner = OLD.owner AND word IN (SELECT value FROM json_each(OLD.words)) AND id = OLD.id;
    INSERT INTO image_words SELECT NEW.owner, value, NEW.id FROM json_each(NEW.words);
  END;
  CREATE TRIGGER image_words_delete AFTER DELETE ON images BEGIN
    DELETE FROM image_words WHERE owner = OLD.owner AND word IN (SELECT value FROM json_each(OLD.words)) AND id = OLD.id;
  END;
  UPDATE images SET words = json_words(name);

  DROP INDEX images_live_added;
  DROP INDEX images_live_taken;
  DROP INDEX images_trash_added;
  DROP INDEX images_trash_taken;
  CREATE INDEX images_live_added ON images (owner, id, sortAt, state, type) WHERE deletedAt IS NULL;
  CREATE INDEX images_live_taken ON images (owner, sortAt, id, state, type) WHERE deletedAt IS NULL;
  CREATE INDEX images_trash_added ON images (owner, id, sortAt, state, type) WHERE deletedAt IS NOT NULL;
  CREATE INDEX images_trash_taken ON images (owner, sortAt, id, state, type) WHERE deletedAt IS NOT NULL;
  `,
  // An image that is removed for good leaves its albums in the same transaction.
  `
  CREATE TABLE albums (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    "order" TEXT NOT NULL,
    cover TEXT,
    images TEXT NOT NULL, -- JSON: their ids in order
    createdAt INTEGER NOT NULL,
    version INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX albums_owner ON albums (owner, id);
  CREATE TRIGGER albums_removed AFTER DELETE ON images BEGIN
    UPDATE albums
    SET images = (SELECT json_group_array(value) FROM (SELECT value FROM json_each(albums.images) WHERE value <> OLD.id ORDER BY key)),
      version = version + 1
    WHERE owner = OLD.owner AND instr(images, OLD.id) > 0;
  END;
  `,
  `
  CREATE TABLE shares (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    token TEXT NOT NULL UNIQUE,
    name TEXT,
    sizes TEXT NOT NULL, -- JSON
    passwordHash TEXT,
    createdAt INTEGER NOT NULL,
    expiresAt INTEGER,
    opened INTEGER NOT NULL,
    lastOpenedAt INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX shares_owner ON shares (owner, id);

  CREATE TABLE shareImages (
    shareId TEXT NOT NULL,
    position INTEGER NOT NULL,
    imageId TEXT NOT NULL,
    PRIMARY KEY (shareId, position)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX shareImages_image ON shareImages (imageId);

  CREATE TABLE shareEvents (key TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
  CREATE INDEX shareEvents_key ON shareEvents (key, at);
  CREATE INDEX shareEvents_age ON shareEvents (at);
  `,
  // Personal quotas, which replace the quota of the drive; null means no limit.
  'CREATE TABLE quotas (owner TEXT PRIMARY KEY, bytes INTEGER) STRICT, WITHOUT ROWID',
  // Counts months without reading rows.
  'CREATE INDEX images_months ON images (owner, sortAt, state, deletedAt) WHERE deletedAt IS NULL',
  // A share may show an album; it is deleted with the album in the same transaction.
  `
  ALTER TABLE shares ADD COLUMN albumId TEXT;
  CREATE INDEX shares_album ON shares (albumId, id) WHERE albumId IS NOT NULL;
  CREATE TRIGGER shares_album_removed AFTER DELETE ON albums BEGIN
    DELETE FROM shares WHERE albumId = OLD.id;
  END;
  `,
  // For text inside names: scanning this index reads far fewer pages than scanning the rows.
  'CREATE INDEX images_names ON images (owner, foldedName, id)',
  // Damaged originals are counted from an index.
  `
  ALTER TABLE images ADD COLUMN damagedAt INTEGER;
  CREATE INDEX images_damaged ON images (id) WHERE damagedAt IS NOT NULL;
  CREATE TABLE driveFacts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
  // The last time seen (libs/domain/drive/clock-hold.ts): before it was stored, that of the newest change.
  `
  INSERT OR IGNORE INTO driveFacts
  SELECT 'last-seen', strftime('%Y-%m-%dT%H:%M:%fZ', max(updatedAt) / 1000.0, 'unixepoch') FROM images HAVING max(updatedAt) IS NOT NULL;
  `,
  // Rows whose copies in the object store are to be written (libs/ports/changed-rows.ts), with everything that is there already.
  `
  CREATE TABLE changedRows (
    stamp INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    UNIQUE (kind, id) ON CONFLICT REPLACE
  ) STRICT;
  ${[
    ['image_inserted', "AFTER INSERT ON images WHEN NEW.state <> 'uploading'", 'image', 'NEW.id'],
    ['image_updated', 'AFTER UPDATE OF name, takenAt, deletedAt ON images', 'image', 'NEW.id'],
    ['image_removed', "AFTER DELETE ON images WHEN OLD.state = 'purging'", 'image', 'OLD.id'],
    ['album_inserted', 'AFTER INSERT ON albums', 'album', 'NEW.id'],
    ['album_updated', 'AFTER UPDATE ON albums', 'album', 'NEW.id'],
    ['album_removed', 'AFTER DELETE ON albums', 'album', 'OLD.id'],
    ['share_inserted', 'AFTER INSERT ON shares', 'share', 'NEW.id'],
    ['share_updated', 'AFTER UPDATE OF name, sizes, passwordHash, expiresAt ON shares', 'share', 'NEW.id'],
    ['share_removed', 'AFTER DELETE ON shares', 'share', 'OLD.id'],
    ['shareImage_removed', 'AFTER DELETE ON shareImages', 'share', 'OLD.shareId'],
  ]
    .map(([name, event, kind, id]) => {
      return `CREATE TRIGGER changedRows_${name} ${event} BEGIN INSERT INTO changedRows (kind, id) VALUES ('${kind}', ${id}); END;`;
    })
    .join('\n')}
  INSERT INTO changedRows (kind, id) SELECT 'image', id FROM images WHERE state IN ('processing', 'ready', 'rejected');
  INSERT INTO changedRows (kind, id) SELECT 'album', id FROM albums;
  INSERT INTO changedRows (kind, id) SELECT 'share', id FROM shares;
  `,
  IMAGE_COUNTS,
  // Says soon that few images have a type, or failed, so that a search for them does not walk over all others.
  `
  CREATE INDEX images_types ON images (owner, type, id);
  CREATE INDEX images_rejected ON images (owner, id) WHERE state = 'rejected';
  `,
  // People's keys of signed addresses, and their presets.
  `
  CREATE TABLE addressKeys (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    secret TEXT NOT NULL,
    createdAt INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX addressKeys_owner ON addressKeys (owner, createdAt);
  CREATE TABLE presets (owner TEXT NOT NULL, name TEXT NOT NULL, modifiers TEXT NOT NULL, PRIMARY KEY (owner, name)) STRICT, WITHOUT ROWID;
  `,
];
