import { mkdirSync, renameSync, rmdirSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ConfigError } from '#libs/config/config-error.js';

import { SqliteDatabase } from './database.js';
import { UniqueViolation } from '../unique-violation.js';
import { RepositoryFull, RepositoryUnavailable } from '#libs/ports/errors.js';

const MIGRATIONS = ['CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT'];
const MORE = [...MIGRATIONS, 'ALTER TABLE notes ADD COLUMN colour TEXT; UPDATE notes SET colour = text'];

describe('SqliteDatabase', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoebox-sqlite-'));
    path = join(folder, 'deep/down/notes.db');
  });
  afterEach(async () => rm(folder, { recursive: true }));

  const add = (database: SqliteDatabase, text: string) =>
    database.write({ sql: 'INSERT INTO notes (text) VALUES (?) RETURNING id', params: [text] });
  const texts = (database: SqliteDatabase) => database.all('SELECT text FROM notes ORDER BY id').map(({ text }) => text);

  it('creates its files with mode 0600, including the WAL', async () => {
    const database = await SqliteDatabase.open(path, MIGRATIONS);
    await add(database, 'a');
    const modes = await Promise.all(['', '-wal', '-shm'].map(async (part) => (await stat(path + part)).mode & 0o777));
    expect(modes).toEqual([0o600, 0o600, 0o600]);
    expect((await stat(join(path, '..'))).mode & 0o777).toBe(0o700);
    await database.close();
  });

  it('syncs every commit, in WAL mode', async () => {
    const database = await SqliteDatabase.open(path, MIGRATIONS);
    const setting = async (name: string) => Object.values((await database.write({ sql: `PRAGMA ${name}`, params: [] }))[0]![0]!);
    expect(await setting('journal_mode')).toEqual(['wal']);
    expect(await setting('synchronous')).toEqual([2]);
    await database.close();
  });

  it('shows a write to the next read', async () => {
    const database = await SqliteDatabase.open(path, MIGRATIONS);
    for (let i = 0; i < 100; i++) {
      await add(database, `${i}`);
      expect(texts(database)).toHaveLength(i + 1);
    }
    await database.close();
  });

  const LONG = 'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 5000000) SELECT count(*) AS x FROM n';

  it('runs a long query beside the requests, and those of another owner beside that', async () => {
    const database = await SqliteDatabase.open(path, MIGRATIONS);
    await add(database, 'a');
    const ended: string[] = [];
    const read = async (owner: string, what: string, sql: string) => {
      expect(await database.allAside(owner, sql)).toHaveLength(1);
      ended.push(what);
    };
    // Both threads have started.
    await Promise.all([read('ada', 'warm', 'SELECT 1'), read('eve', 'warm', 'SELECT 1')]);
    const long = [read('ada', 'long', LONG), read('ada', 'long', LONG)];
    expect(texts(database)).toEqual(['a']);
    await read('eve', 'short', 'SELECT text FROM notes');
    await Promise.all(long);
    expect(ended).toEqual(['warm', 'warm', 'short', 'long', 'long']);
    await database.close();
  });

  it('a crowd at a link delays its owner by the queries that run, and not by those that wait', async () => {
    const database = await SqliteDatabase.open(path, MIGRATIONS);
    const ended: string[] = [];
    const read = async (name: string, reader: Parameters<SqliteDatabase['allAside']>[0]) => {
      await database.allAside(reader, LONG.replace('5000000', '200000'));
      ended.push(name);
    };
    const crowd = Array.from({ length: 8 }, (_, number) => read('visitor', { group: 'link 1', client: `link 1 from ${number}` }));
    // All of them wait before the owner comes.
    await Promise.resolve();
    await Promise.all([...crowd, read('owner', 'ada')]);
    expect(ended.indexOf('owner')).toBeLessThan(5);
    await database.close();
  });

  it('reports errors of a query beside, and refuses to write in one', async () => {
    const database = await SqliteDatabase.open(path, MIGRATIONS);
    await expect(database.allAside('ada', 'SELECT * FROM absent')).rejects.toThrow('no such table');
    await expect(database.allAside('ada', "INSERT INTO notes (text) VALUES ('x')")).rejects.toThrow(RepositoryUnavailable);
    expect(texts(database)).toEqual([]);
    await database.close();
    await expect(database.allAside('ada', 'SELECT 1')).rejects.toThrow(RepositoryUnavailable);
  });

  it('runs the statements of a write in one transaction', async () => {
    const database = await SqliteDatabase.open(path, MIGRATIONS);
    await add(database, 'a');
    const insert = (text: string) => ({ sql: 'INSERT INTO notes (text) VALUES (?)', params: [text] });
    const results = await Promise.allSettled([
      database.write(insert('b'), insert('a')),
      add(database, 'c'),
      database.write({ sql: 'nonsense', params: [] }),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
    expect((results[0] as PromiseRejectedResult).reason).toMatchObject({ constructor: UniqueViolation, key: 'notes.text' });
    expect(texts(database)).toEqual(['a', 'c']);
    await database.close();
  });

  it('refuses changes by queries', async () => {
    const database = await SqliteDatabase.open(path, MIGRATIONS);
    expect(() => database.all(`INSERT INTO notes (text) VALUES ('x')`)).toThrow(RepositoryUnavailable);
    await database.close();
  });

  it('is one object for all that open it, until the last closes it', async () => {
    const [one, two] = await Promise.all([SqliteDatabase.open(path, MIGRATIONS), SqliteDatabase.open(path, MIGRATIONS)]);
    expect(one).toBe(two);
    await one.close();
    await add(two, 'a');
    await two.close();
    await expect(add(two, 'b')).rejects.toThrow(RepositoryUnavailable);
    expect(() => texts(two)).toThrow(RepositoryUnavailable);
    const again = await SqliteDatabase.open(path, MIGRATIONS);
    expect(texts(again)).toEqual(['a']);
    await again.close();
  });

  it('finishes writes requested before it closes', async () => {
    const database = await SqliteDatabase.open(path, MIGRATIONS);
    const writes = Array.from({ length: 50 }, (_, i) => add(database, `${i}`));
    await database.close();
    await Promise.all(writes);
    const again = await SqliteDatabase.open(path, MIGRATIONS);
    expect(texts(again)).toHaveLength(50);
    await again.close();
  });

  it('applies missing migrations, each once', async () => {
    const old = await SqliteDatabase.open(path, MIGRATIONS);
    await add(old, 'red');
    await old.close();
    for (let start = 0; start < 2; start++) {
      const database = await SqliteDatabase.open(path, MORE);
      expect(database.all('SELECT colour FROM notes')).toMatchObject([{ colour: 'red' }]);
      expect(database.all('SELECT number FROM migrations')).toMatchObject([{ number: 1 }, { number: 2 }]);
      await database.close();
    }
  });

  it('rolls back a failed migration', async () => {
    await expect(SqliteDatabase.open(path, [...MIGRATIONS, 'CREATE TABLE half (id INTEGER); nonsense'])).rejects.toThrow('nonsense');
    const database = await SqliteDatabase.open(path, MIGRATIONS);
    expect(database.all(`SELECT name FROM sqlite_schema WHERE name = 'half'`)).toEqual([]);
    await database.close();
  });

  it('refuses a file that a newer version has written', async () => {
    await (await SqliteDatabase.open(path, MORE)).close();
    const opening = SqliteDatabase.open(path, MIGRATIONS);
    await expect(opening).rejects.toThrow(ConfigError);
    await expect(opening).rejects.toThrow(/^notes\.db was written by a newer version[^\n]+$/);
  });

  it('refuses a file that is not a database', async () => {
    await (await SqliteDatabase.open(path, MIGRATIONS)).close();
    await writeFile(path, 'no database at all'.repeat(100));
    await expect(SqliteDatabase.open(path, MIGRATIONS)).rejects.toThrow(RepositoryUnavailable);
  });

  it('throws RepositoryFull on a full disk, changes nothing, and works again with free space', async () => {
    const database = await SqliteDatabase.open(path, MIGRATIONS);
    const limit = async (pages: number) => database.write({ sql: `PRAGMA max_page_count = ${pages}`, params: [] });
    await limit(1);
    const results = await Promise.allSettled([add(database, 'x'.repeat(100_000)), add(database, 'y'.repeat(100_000))]);
    expect(results.map((result) => (result as PromiseRejectedResult).reason as Error)).toEqual([
      expect.any(RepositoryFull),
      expect.any(RepositoryFull),
    ]);
    expect(texts(database)).toEqual([]);
    await limit(1_000_000);
    await add(database, 'z');
    expect(texts(database)).toEqual(['z']);
    await database.close();
  });

  it('works again after the writer thread failed', async () => {
    const database = await SqliteDatabase.open(path, MIGRATIONS);
    renameSync(path, `${path}.away`);
    mkdirSync(path);
    await expect(add(database, 'a')).rejects.toThrow(RepositoryUnavailable);
    // At once, so that the next thread is there when the end of the first is told.
    rmdirSync(path);
    renameSync(`${path}.away`, path);
    await add(database, 'b');
    expect(texts(database)).toEqual(['b']);
    await database.close();
  });

  it('waits for another writing process, and reads meanwhile', async () => {
    const database = await SqliteDatabase.open(path, MIGRATIONS);
    await add(database, 'a');
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    const writing = add(database, 'b');
    expect(texts(database)).toEqual(['a']);
    other.exec('COMMIT');
    other.close();
    await writing;
    expect(texts(database)).toEqual(['a', 'b']);
    await database.close();
  });

  it('caches a limited number of prepared statements, and no long ones', async () => {
    const database = await SqliteDatabase.open(path, MIGRATIONS);
    const { prepared } = database as unknown as { prepared: Map<string, unknown> };
    for (let n = 0; n < 500; n++) {
      expect(texts(database)).toEqual([]);
      expect(database.all(`SELECT ${n} AS n`)).toEqual([{ n }]);
      expect(database.all(`SELECT ${n} AS n${' '.repeat(1000)}`)).toEqual([{ n }]);
    }
    expect(prepared.size).toBeLessThanOrEqual(200);
    expect([...prepared.keys()].filter((sql) => sql.length > 1000 || sql.includes('FROM notes'))).toHaveLength(1);
    await database.close();
  });

  it('check resolves while it can be used', async () => {
    const database = await SqliteDatabase.open(path, MIGRATIONS);
    await database.check();
    await database.close();
    await expect(database.check()).rejects.toThrow(RepositoryUnavailable);
  });
});
