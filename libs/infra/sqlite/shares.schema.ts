/** The part of media.db that holds the links; one of its migrations (images.schema.ts). */
export const sharesTables = `
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
`;

/** A link may show an album, and ends with it in the same change. */
export const albumLinksMigration = `
  ALTER TABLE shares ADD COLUMN albumId TEXT;
  CREATE INDEX shares_album ON shares (albumId, id) WHERE albumId IS NOT NULL;
  CREATE TRIGGER shares_album_removed AFTER DELETE ON albums BEGIN
    DELETE FROM shares WHERE albumId = OLD.id;
  END;
`;
