import { albumsMigration } from './albums.schema.js';
import { albumLinksMigration, sharesTables } from './shares.schema.js';

/** Migrations of media.db, in order; one that was released never changes. Times are milliseconds since 1970, in UTC. */
export const imagesMigrations: readonly string[] = [
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
  // JSON. Without a comment inside: SQLite keeps the text of the column, and a comment would swallow what comes after it.
  'ALTER TABLE images ADD COLUMN exif TEXT',
  // The words of names, in a table that follows the rows by itself. The lists' indexes gain what searches look at, so that pictures that
  // do not fit are passed over without reading their rows.
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
  albumsMigration,
  sharesTables,
  // Of one person each, in the place of the drive's; null: no limit.
  'CREATE TABLE quotas (owner TEXT PRIMARY KEY, bytes INTEGER) STRICT, WITHOUT ROWID',
  // Months are counted without a look at the rows.
  'CREATE INDEX images_months ON images (owner, sortAt, state, deletedAt) WHERE deletedAt IS NULL',
  albumLinksMigration,
  // For text inside names: they lie together here, while rows lie far apart.
  'CREATE INDEX images_names ON images (owner, foldedName, id)',
];
