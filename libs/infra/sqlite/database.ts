import { open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';

import { ConfigError } from '#libs/config/config-error.js';

import { makeFolder } from '../folder.js';
import { DiskReserve } from './disk-reserve.js';
import { sqliteError } from './errors.js';
import { sqliteThread } from './writer-thread.js';
import type { Row, Statement, Value } from './writer.js';
import { wordsOf } from '../search-words.js';
import { RepositoryFull, RepositoryUnavailable } from '#libs/ports/errors.js';

export type { Row, Statement, Value } from './writer.js';

/** Queries that are kept prepared. All but searches are fewer. */
const MOST_PREPARED = 200;
/** Longer ones are prepared each time: they are searches for many words, of as many forms as people have ideas, and take up to 100 kB each. */
const LONGEST_PREPARED = 1_000;

/**
 * One SQLite file. Reads happen on this thread and never wait for a writer (WAL). Writes go to a thread of their own: a durable commit
 * waits for the disk, and pages must not wait with it; those that wait meanwhile share the next commit.
 */
export class SqliteDatabase {
  private static readonly opened = new Map<string, Promise<SqliteDatabase>>();

  /** Room for changes that make room. Databases in one folder share it. */
  readonly reserve: DiskReserve;
  private readonly prepared = new Map<string, StatementSync>();
  private users = 0;
  private closed = false;

  private constructor(
    private readonly path: string,
    private readonly reader: DatabaseSync,
  ) {
    this.reserve = new DiskReserve(dirname(path));
  }

  /**
   * Opens the file, making it when it is not there, and applies the migrations it lacks. Who opens one file twice gets the same object,
   * which closes with its last user: two writers would only wait for each other.
   * @throws ConfigError when a newer version of the drive has written it
   */
  static async open(path: string, migrations: readonly string[]): Promise<SqliteDatabase> {
    const opening = SqliteDatabase.opened.get(path) ?? openFile(path, migrations).then((reader) => new SqliteDatabase(path, reader));
    SqliteDatabase.opened.set(path, opening);
    try {
      const database = await opening;
      database.users++;
      return database;
    } catch (error) {
      SqliteDatabase.opened.delete(path);
      throw error;
    }
  }

  /** Rows of one query. */
  all(sql: string, ...params: Value[]): Row[] {
    if (this.closed) throw new RepositoryUnavailable('The database is closed.');
    try {
      return this.statement(sql).all(...params) as Row[];
    } catch (error) {
      throw sqliteError(error as { errcode?: number; message: string });
    }
  }

  private statement(sql: string): StatementSync {
    const statement = this.prepared.get(sql) ?? this.reader.prepare(sql);
    if (sql.length > LONGEST_PREPARED) return statement;
    // The one that was used last is last.
    this.prepared.delete(sql);
    this.prepared.set(sql, statement);
    if (this.prepared.size > MOST_PREPARED) this.prepared.delete(this.prepared.keys().next().value!);
    return statement;
  }

  /** Runs the statements all or not at all; resolves, when they are durable, with the rows that each returned. */
  write(...statements: Statement[]): Promise<Row[][]> {
    if (this.closed) return Promise.reject(new RepositoryUnavailable('The database is closed.'));
    return sqliteThread.write(this.path, statements);
  }

  /** `write` of one statement: resolves with the rows it returned. */
  async writeOne(sql: string, ...params: Value[]): Promise<Row[]> {
    const [rows] = await this.write({ sql, params });
    return rows!;
  }

  /** `writeAtLast` of one statement: resolves with the rows it returned. */
  async writeAtLastOne(sql: string, ...params: Value[]): Promise<Row[]> {
    const [rows] = await this.writeAtLast({ sql, params });
    return rows!;
  }

  /** Like `write`, for what people must be able to do when the disk is full: it gives up the reserve before it fails for lack of room. */
  async writeAtLast(...statements: Statement[]): Promise<Row[][]> {
    try {
      return await this.write(...statements);
    } catch (error) {
      if (!(error instanceof RepositoryFull)) throw error;
      await this.reserve.giveUp();
      // Also when there was none: another write, which failed with this one, may have given it up already.
      return this.write(...statements);
    }
  }

  /** Resolves when it can be read and written. One without room can: it gives up its reserve for what makes room. */
  async check(): Promise<void> {
    this.all('SELECT count(*) FROM migrations');
    try {
      // A lock alone is no proof: it is taken in memory, and says nothing of a disk that became read-only.
      await this.write({ sql: 'UPDATE migrations SET appliedAt = appliedAt WHERE number = 1', params: [] });
    } catch (error) {
      if (!(error instanceof RepositoryFull)) throw error;
    }
  }

  async close(): Promise<void> {
    if (this.closed || --this.users > 0) return;
    this.closed = true;
    SqliteDatabase.opened.delete(this.path);
    this.reader.close();
    await sqliteThread.close(this.path);
  }
}

async function openFile(path: string, migrations: readonly string[]): Promise<DatabaseSync> {
  try {
    await makeFolder(dirname(path));
    // SQLite gives its WAL the mode of the file, and would make the file readable to all.
    await (await open(path, 'a', 0o600)).close();
  } catch (error) {
    throw new RepositoryUnavailable('The folder of the database is not usable.', { cause: error });
  }
  try {
    return openDatabase(path, migrations);
  } catch (error) {
    // The log of a database needs room as soon as it is opened, and people who come to make room must be let in.
    if (error instanceof RepositoryFull && (await new DiskReserve(dirname(path)).giveUp())) return openDatabase(path, migrations);
    throw error;
  }
}

function openDatabase(path: string, migrations: readonly string[]): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 5000 });
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    // For migrations: the words of a name, as JSON.
    database.function('json_words', { deterministic: true }, (name) => JSON.stringify(wordsOf(String(name))));
    migrate(database, migrations, basename(path));
    database.exec('PRAGMA query_only = ON');
    return database;
  } catch (error) {
    database.close();
    throw sqliteError(error as Error);
  }
}

/** Migration n is the n-th of the list; each is applied once, together with the note that it was. */
function migrate(database: DatabaseSync, migrations: readonly string[], name: string): void {
  database.exec('CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, appliedAt INTEGER NOT NULL) STRICT');
  const applied = () => database.prepare('SELECT coalesce(max(number), 0) AS number FROM migrations').get()?.['number'] as number;
  if (applied() > migrations.length) {
    throw new ConfigError(`${name} was written by a newer version of Shoebox: start that version, or restore a backup from before it.`);
  }
  for (let number = applied() + 1; number <= migrations.length; number++) {
    database.exec('BEGIN IMMEDIATE');
    // Another process may have been first.
    if (applied() < number) {
      database.exec(migrations[number - 1]!);
      database.prepare('INSERT INTO migrations VALUES (?, ?)').run(number, Date.now());
    }
    database.exec('COMMIT');
  }
}
