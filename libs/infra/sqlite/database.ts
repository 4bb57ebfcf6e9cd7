import { open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';

import { ConfigError } from '#libs/config/config-error.js';
import type { Reader } from '#libs/ports/image-repository.js';

import { makeFolder } from '../folder.js';
import { DiskReserve } from './disk-reserve.js';
import { sqliteError } from './errors.js';
import type { ReaderQuery } from './reader.js';
import { readerThreads } from './reader-threads.js';
import { writerThread } from './thread.js';
import type { Row, Statement, Value } from './writer.js';
import { wordsOf } from '../search-words.js';
import { RepositoryFull, RepositoryUnavailable } from '#libs/ports/errors.js';

export type { Row, Statement, Value } from './writer.js';

/** The size of the LRU cache of prepared statements. Only searches can exceed it. */
const MOST_PREPARED = 200;
/** Longer statements are not cached: searches for many words vary without limit and take up to 100 kB each. */
const LONGEST_PREPARED = 1_000;

/**
 * One SQLite file. Reads never wait for a writer (WAL mode): those of a bounded number of rows run on this thread, those whose time grows
 * with the library on the reader threads. Writes run on a worker thread, since a durable commit waits for the disk and requests must not
 * wait with it. Writes that arrive during a commit share the next one (group commit).
 */
export class SqliteDatabase {
  private static readonly opened = new Map<string, Promise<SqliteDatabase>>();

  /** Disk space for deletions on a full disk. Databases in one folder share it. */
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
   * Opens the file, creates it when it is missing, and applies missing migrations. Opening a file again returns the same object, which closes
   * with its last user: two writers of one file would only block each other.
   * @throws ConfigError when a newer version of Shoebox has written the file
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

  /** Runs a query that reads a bounded number of rows, found by an index. */
  all(sql: string, ...params: Value[]): Row[] {
    return this.read(sql, params, false) as Row[];
  }

  /** The same, with each row as the array of its values: in less than half the time, for lists. */
  allValues(sql: string, ...params: Value[]): Value[][] {
    return this.read(sql, params, true) as Value[][];
  }

  /** Runs any other query, on a thread of its own. @param reader who waits for it: an owner, or a visitor of a link */
  async allAside(reader: string | Reader, sql: string, ...params: Value[]): Promise<Row[]> {
    return (await this.readAside(reader, { sql, params })) as Row[];
  }

  /** The same, with each row as the array of its values. */
  async allValuesAside(reader: string | Reader, sql: string, ...params: Value[]): Promise<Value[][]> {
    return (await this.readAside(reader, { sql, params, asValues: true })) as Value[][];
  }

  /** A number that stays the same as long as nothing that is committed changes what queries read. */
  dataVersion(): number {
    return this.allValues('PRAGMA data_version')[0]![0] as number;
  }

  private read(sql: string, params: readonly Value[], asValues: boolean): Row[] | Value[][] {
    if (this.closed) throw new RepositoryUnavailable('The database is closed.');
    try {
      return this.statement(sql, asValues).all(...params) as Row[] | Value[][];
    } catch (error) {
      throw sqliteError(error as { errcode?: number; message: string });
    }
  }

  private async readAside(reader: string | Reader, query: ReaderQuery): Promise<Row[] | Value[][]> {
    if (this.closed) throw new RepositoryUnavailable('The database is closed.');
    const waiting = typeof reader === 'string' ? { group: reader, client: reader } : reader;
    return readerThreads.read(this.path, waiting, query);
  }

  private statement(sql: string, asValues: boolean): StatementSync {
    const statement = this.prepared.get(sql) ?? this.reader.prepare(sql);
    statement.setReturnArrays(asValues);
    if (sql.length > LONGEST_PREPARED) return statement;
    // The statement used last moves to the end.
    this.prepared.delete(sql);
    this.prepared.set(sql, statement);
    if (this.prepared.size > MOST_PREPARED) this.prepared.delete(this.prepared.keys().next().value!);
    return statement;
  }

  /** Runs the statements in one transaction. When it resolves, they are durable. @returns the rows of each statement */
  write(...statements: Statement[]): Promise<Row[][]> {
    if (this.closed) return Promise.reject(new RepositoryUnavailable('The database is closed.'));
    return writerThread.ask({ path: this.path, statements });
  }

  /** `write` for one statement. @returns its rows */
  async writeOne(sql: string, ...params: Value[]): Promise<Row[]> {
    const [rows] = await this.write({ sql, params });
    return rows!;
  }

  /** `writeUsingReserve` for one statement. @returns its rows */
  async writeOneUsingReserve(sql: string, ...params: Value[]): Promise<Row[]> {
    const [rows] = await this.writeUsingReserve({ sql, params });
    return rows!;
  }

  /** `write` for what must work on a full disk (deleting, logging in): frees the disk reserve before it fails. */
  async writeUsingReserve(...statements: Statement[]): Promise<Row[][]> {
    try {
      return await this.write(...statements);
    } catch (error) {
      if (!(error instanceof RepositoryFull)) throw error;
      await this.reserve.free();
      // Also without a reserve: a concurrent write that failed as well may have freed it already.
      return this.write(...statements);
    }
  }

  /** Resolves when the database can be read and written. A full disk is no failure: deletions use the reserve. */
  async check(): Promise<void> {
    this.all('SELECT count(*) FROM migrations');
    try {
      // A lock alone proves nothing: it is taken in memory, and does not notice a disk that became read-only.
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
    await Promise.all([readerThreads.close(this.path), writerThread.close(this.path)]);
  }
}

async function openFile(path: string, migrations: readonly string[]): Promise<DatabaseSync> {
  try {
    await makeFolder(dirname(path));
    // SQLite would create the file readable by everybody, and gives the WAL the mode of the file.
    await (await open(path, 'a', 0o600)).close();
  } catch (error) {
    throw new RepositoryUnavailable('The folder of the database is not usable.', { cause: error });
  }
  try {
    return openDatabase(path, migrations);
  } catch (error) {
    // Opening a database writes to its WAL. On a full disk, people must get in to delete images.
    if (error instanceof RepositoryFull && (await new DiskReserve(dirname(path)).free())) return openDatabase(path, migrations);
    throw error;
  }
}

function openDatabase(path: string, migrations: readonly string[]): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 5000 });
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    // For migrations: the words of a name as JSON.
    database.function('json_words', { deterministic: true }, (name) => JSON.stringify(wordsOf(String(name))));
    migrate(database, migrations, basename(path));
    database.exec('PRAGMA query_only = ON');
    return database;
  } catch (error) {
    database.close();
    throw sqliteError(error as Error);
  }
}

/** Applies the missing migrations, each in one transaction with its entry in the table `migrations`. Migration n is the n-th of the list. */
function migrate(database: DatabaseSync, migrations: readonly string[], name: string): void {
  database.exec('CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, appliedAt INTEGER NOT NULL) STRICT');
  const applied = () => database.prepare('SELECT coalesce(max(number), 0) AS number FROM migrations').get()?.['number'] as number;
  if (applied() > migrations.length) {
    throw new ConfigError(`${name} was written by a newer version of Shoebox: start that version, or restore a backup from before it.`);
  }
  for (let number = applied() + 1; number <= migrations.length; number++) {
    database.exec('BEGIN IMMEDIATE');
    // Another process may have applied it meanwhile.
    if (applied() < number) {
      database.exec(migrations[number - 1]!);
      database.prepare('INSERT INTO migrations VALUES (?, ?)').run(number, Date.now());
    }
    database.exec('COMMIT');
  }
}
