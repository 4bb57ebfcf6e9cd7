import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { mongo } from 'mongoose';
import { expect, it } from 'vitest';

import { imageRow, minute } from '#libs/ports/image-fixture.contract.js';
import type { ImageQuery } from '#libs/ports/image-repository.js';

import { connected, ownDatabase } from '../../test/harness/servers/mongo.js';
import { describeOn, realServer } from '../../test/harness/servers/servers.js';
import { fillWords } from './mongo/media.schema.js';
import { MongoMediaDatabase } from './mongo/media-database.js';
import { insertStatement } from './sqlite/images.rows.js';
import { mediaMigrations } from './sqlite/media.schema.js';
import { FEW } from './sqlite/images.queries.js';
import { SqliteDatabase } from './sqlite/database.js';
import { SqliteMediaDatabase } from './sqlite/media-database.js';

const names = ['Été à Nice.png', 'IMG_0042.jpg', '東京の夏.jpg'];
const query: ImageQuery = { owner: 'ada', order: 'added', limit: 10, states: ['processing'], deleted: false };

it('SQLite: rows that are older than the word index are found by words', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shoebox-words-'));
  const path = join(folder, 'media.db');
  const before = await SqliteDatabase.open(path, mediaMigrations.slice(0, 2));
  for (const name of names) {
    // A column of a later migration.
    const { damagedAt: _, ...row } = imageRow({ name });
    const { sql, params } = insertStatement(row as ReturnType<typeof imageRow>, 0);
    const [columns, words] = [sql.replace('foldedName, words,', 'foldedName,').replace('SELECT ?, ', 'SELECT '), 1];
    await before.write({ sql: columns, params: params.toSpliced(words, 1) });
  }
  await before.close();
  const database = await SqliteMediaDatabase.open(path);
  for (const [index, word] of ['ete', '42', '京の'].entries()) {
    expect((await database.images.list({ ...query, beginnings: [word] })).map(({ name }) => name)).toEqual([names[index]]);
  }
  await database.close();
  await rm(folder, { recursive: true });
});

it('SQLite: finds the newest of very many matches, and continues from a cursor', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shoebox-words-'));
  const database = await SqliteMediaDatabase.open(join(folder, 'media.db'));
  const { images } = database;
  const rows = Array.from({ length: 2.2 * FEW }, (_, n) => ({ name: `IMG beach-${n % 2 ? 'sun' : 'rain'}.jpg`, sortAt: minute(n) }));
  await Promise.all(rows.map((row) => images.insert(imageRow(row))));
  for (const fitting of [{ beginnings: ['img', 'su'] }, { words: ['each-sun'] }, { beginnings: ['be'], words: ['h-s'] }]) {
    const found = await images.list({ ...query, order: 'taken', limit: 3, ...fitting });
    expect(found.map(({ sortAt }) => sortAt)).toEqual([1099, 1097, 1095].map(minute));
    const [next] = await images.list({ ...query, order: 'taken', limit: 1, before: found[2]!, ...fitting });
    expect(next!.sortAt).toEqual(minute(1093));
  }
  await database.close();
  await rm(folder, { recursive: true });
});

it('SQLite: finds words that only the oldest of very many images have, and goes on beyond the walk', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shoebox-words-'));
  const path = join(folder, 'media.db');
  const database = await SqliteMediaDatabase.open(path);
  const direct = await SqliteDatabase.open(path, mediaMigrations);
  // Of the words of the oldest there are too many to read their rows by id, and of `1` too many different ones to look each up.
  const many = Array.from({ length: 31_500 }, (_, n) => (n < 2 * FEW ? `sun 1${n}.jpg` : 'rain.jpg'));
  await direct.write(...many.map((name, n) => insertStatement(imageRow({ name, sortAt: minute(n) }), 0)));
  for (const order of ['taken', 'added'] as const) {
    for (const beginnings of [['su'], ['sun', '1'], ['s', 'sun']]) {
      const found = await database.images.list({ ...query, order, limit: 2, beginnings });
      expect(found.map(({ sortAt }) => sortAt)).toEqual([999, 998].map(minute));
      const [next] = await database.images.list({ ...query, order, limit: 1, beginnings, before: found[1]! });
      expect(next!.sortAt).toEqual(minute(997));
    }
    const rain = await database.images.list({ ...query, order, limit: 2, beginnings: ['ra'] });
    expect(rain.map(({ sortAt }) => sortAt)).toEqual([31_499, 31_498].map(minute));
    const dated = { order, limit: 2, beginnings: ['sun'], from: minute(500), to: minute(700) };
    expect((await database.images.list({ ...query, ...dated })).map(({ sortAt }) => sortAt)).toEqual([699, 698].map(minute));
    const [last] = await database.images.list({ ...query, order, limit: 1, beginnings: ['rain'], before: rain[1]! });
    expect(last!.sortAt).toEqual(minute(31_497));
  }
  await Promise.all([database.close(), direct.close()]);
  await rm(folder, { recursive: true });
});

it('SQLite: finds few images of a type, and few that failed, among many', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shoebox-words-'));
  const database = await SqliteMediaDatabase.open(join(folder, 'media.db'));
  const rows = Array.from({ length: 2 * FEW }, (_, n) =>
    imageRow({ sortAt: minute(n), ...(n === 7 && { type: 'image/heic' }), ...(n === 8 && { state: 'rejected' as const }) }),
  );
  await Promise.all(rows.map((row) => database.images.insert(row)));
  const times = async (part: Partial<ImageQuery>) =>
    (await database.images.list({ ...query, order: 'taken', limit: 2, ...part })).map(({ sortAt }) => sortAt);
  expect(await times({ types: ['image/heic'] })).toEqual([minute(7)]);
  expect(await times({ states: ['rejected'] })).toEqual([minute(8)]);
  expect(await times({ states: ['rejected'], types: ['image/heic'] })).toEqual([]);
  expect(await times({ types: ['image/jpeg', 'image/heic'], owner: 'bob' })).toEqual([]);
  await database.close();
  await rm(folder, { recursive: true });
});

describeOn('on a real server', [await realServer('mongo')], (server) => {
  it('MongoDB: documents that are older than the word index are found by words, also when renamed during the migration', async () => {
    const { url, drop } = ownDatabase(server!);
    const client = new mongo.MongoClient(url);
    const db = client.db();
    const database = await connected(await MongoMediaDatabase.open(url));
    const { images } = database;
    for (const name of names) await images.insert(imageRow({ name }));
    await db.collection('images').updateMany({}, { $unset: { words: 1 } });
    const [, renamed] = await images.list(query);
    await images.update(renamed!.id, {}, { set: { name: 'Später.jpg' } });
    await fillWords(db);
    for (const [word, name] of [
      ['ete', names[0]],
      ['spat', 'Später.jpg'],
      ['京の', names[2]],
    ] as const) {
      expect((await images.list({ ...query, beginnings: [word] })).map((row) => row.name)).toEqual([name]);
    }
    expect(await images.list({ ...query, beginnings: ['42'] })).toEqual([]);
    await database.close();
    await client.close();
    await drop();
  });
});
