/** Part of media.db: a migration of images.schema.ts. A picture that is removed for good leaves its albums in the same change. */
export const albumsMigration = `
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
`;
