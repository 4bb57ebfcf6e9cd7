/**
 * Migrations of auth.db, in order. A released one never changes. Times are milliseconds since 1970-01-01 UTC. There are no foreign keys:
 * each table belongs to a port of its own.
 */
export const authMigrations: readonly string[] = [
  `
  CREATE TABLE users (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL,
    emailKey TEXT NOT NULL UNIQUE, -- the e-mail in one case
    passwordHash TEXT NOT NULL,
    createdAt INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    userId TEXT NOT NULL,
    tokenHash TEXT NOT NULL UNIQUE,
    device TEXT NOT NULL,
    createdAt INTEGER NOT NULL,
    lastUsedAt INTEGER NOT NULL,
    expiresAt INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sessions_user ON sessions (userId, lastUsedAt);
  CREATE INDEX sessions_expiry ON sessions (expiresAt);

  CREATE TABLE tokens (
    id TEXT PRIMARY KEY,
    userId TEXT NOT NULL,
    tokenHash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL, -- JSON
    createdAt INTEGER NOT NULL,
    lastUsedAt INTEGER,
    expiresAt INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX tokens_user ON tokens (userId, createdAt);
  CREATE INDEX tokens_expiry ON tokens (expiresAt);

  CREATE TABLE signingKey (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL, privateKey TEXT NOT NULL, createdAt INTEGER NOT NULL) STRICT;

  CREATE TABLE events (key TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
  CREATE INDEX events_key ON events (key, at);
  CREATE INDEX events_age ON events (at);
  `,
  `
  CREATE TABLE invites (tokenHash TEXT PRIMARY KEY, createdAt INTEGER NOT NULL, expiresAt INTEGER NOT NULL, usedAt INTEGER) STRICT, WITHOUT ROWID;
  CREATE INDEX invites_expiry ON invites (expiresAt);
  `,
  `
  CREATE TABLE accountLog (
    id TEXT PRIMARY KEY,
    userId TEXT NOT NULL,
    at INTEGER NOT NULL,
    what TEXT NOT NULL,
    address TEXT,
    device TEXT NOT NULL,
    detail TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX accountLog_user ON accountLog (userId, what, at);
  CREATE INDEX accountLog_age ON accountLog (at);
  `,
  `
  CREATE TABLE signingKeys (
    id TEXT PRIMARY KEY,
    privateKey TEXT NOT NULL,
    createdAt INTEGER NOT NULL,
    signsFrom INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  INSERT INTO signingKeys SELECT id, privateKey, createdAt, createdAt FROM signingKey;
  DROP TABLE signingKey;
  `,
];
