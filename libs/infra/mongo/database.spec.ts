import { mongo, Schema } from 'mongoose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ConfigError } from '#libs/config/config-error.js';

import { ownDatabase } from '../../../test/harness/servers/mongo.js';
import { describeOn, realServer } from '../../../test/harness/servers/servers.js';
import { authIndexes } from './auth.schema.js';
import { imagesIndexes } from './media.schema.js';
import { mongoClient } from './client.js';
import { makeIndexes, type Indexes, type Migrations } from './migrations.js';
import { strict, text } from './schema.js';
import { MongoDatabase } from './database.js';
import { UniqueViolation } from '../unique-violation.js';
import { RepositoryNewer, RepositoryUnavailable } from '#libs/ports/errors.js';

const INDEXES = { notes: [{ name: 'notes_text', key: { text: 1 }, unique: true }] } as const satisfies Indexes;
const MIGRATIONS: Migrations = { name: 'images', steps: [makeIndexes(INDEXES)] };
const NOTE: Schema = new Schema({ _id: text, text }, { ...strict, collection: 'notes' });

describe('the address of MongoDB', () => {
  const optionsOf = (url: string) => mongoClient(url).options;

  it('the default database is shoebox', () => {
    expect(optionsOf('mongodb://db').dbName).toBe('shoebox');
    expect(optionsOf('mongodb://db/?appName=x').dbName).toBe('shoebox');
    expect(optionsOf('mongodb://a:b@one:1,two:2/my%20pictures?replicaSet=rs').dbName).toBe('my pictures');
  });

  it('the account is in admin when the URL names neither authSource nor a database', () => {
    const sourceOf = (url: string) => optionsOf(url).credentials?.source;
    expect(sourceOf('mongodb://a:b@db')).toBe('admin');
    expect(sourceOf('mongodb://a:b@db/drive')).toBe('drive');
    expect(sourceOf('mongodb://a:b@db/drive?authSource=people')).toBe('people');
    expect(sourceOf('mongodb://a:b@db/?authSource=people')).toBe('people');
    expect(sourceOf('mongodb://db')).toBeUndefined();
  });

  it('the URL can not weaken the options that the drive relies on', () => {
    const options = optionsOf('mongodb://db/?w=1&journal=false&readPreference=secondary&socketTimeoutMS=0&serverSelectionTimeoutMS=60000');
    expect(options).toMatchObject({ writeConcern: { w: 'majority', j: true }, readPreference: { mode: 'primary' } });
    expect(options).toMatchObject({ socketTimeoutMS: 5000, serverSelectionTimeoutMS: 1500 });
    expect(optionsOf('mongodb://db').maxPoolSize).toBe(20);
    expect(optionsOf('mongodb://db/?maxPoolSize=7').maxPoolSize).toBe(7);
  });

  it.each(['mongodb://', 'mongodb://a:hunter2@db:port', 'mongodb://a:hunter2@db/?tls=perhaps', 'mongodb+srv://a:hunter2@localhost:1'])(
    'is refused in one line without the value: %s',
    (url) => {
      expect(() => mongoClient(url)).toThrow(ConfigError);
      expect(() => mongoClient(url)).toThrow(/^(?!.*hunter2)SHOEBOX_DATABASE_URL is not an address[^\n]+$/);
    },
  );
});

describeOn('on a real server', [await realServer('mongo')], (server) => {
  describe('MongoDatabase', () => {
    let own: ReturnType<typeof ownDatabase>;
    let client: mongo.MongoClient;
    let db: mongo.Db;
    beforeEach(async () => {
      own = ownDatabase(server!);
      client = await new mongo.MongoClient(own.url).connect();
      db = client.db();
    });
    afterEach(async () => {
      await client.close();
      await own.drop();
    });

    const add = (database: MongoDatabase, note: string) =>
      database.run(MIGRATIONS, () => database.model<{ _id: string; text: string }>('Note', NOTE).create([{ _id: note, text: note }]));
    const texts = async () => (await db.collection('notes').find().toArray()).map((note) => note['text'] as string);

    it('creates indexes, also concurrently and when they exist', async () => {
      const databases = Array.from({ length: 6 }, (_, i) => MongoDatabase.open(`${own.url}?appName=${i}`));
      await Promise.all(databases.map((database) => database.check(MIGRATIONS)));
      await Promise.all(databases.map((database) => database.close()));
      const again = MongoDatabase.open(own.url);
      await again.check(MIGRATIONS);
      await again.close();
      expect(await indexesOf('notes')).toMatchObject(INDEXES.notes);
      expect(await db.collection('migrations').find().toArray()).toMatchObject([{ _id: 'images' as unknown, number: 1 }]);
    });

    async function indexesOf(collection: string): Promise<mongo.IndexDescriptionInfo[]> {
      return (await db.collection(collection).indexes()).filter(({ name }) => name !== '_id_');
    }

    it.each(Object.entries({ ...imagesIndexes, ...authIndexes } as Indexes))(
      'makes the indexes of %s as they are declared',
      async (name, declared) => {
        await makeIndexes({ [name]: declared })(db);
        const made = await indexesOf(name);
        expect(made).toHaveLength(declared.length);
        for (const index of declared) expect(made).toContainEqual(expect.objectContaining(index));
        for (const { key } of made)
          expect(Object.keys(key)).toEqual(
            Object.keys(declared.find((index) => Object.keys(index.key).join() === Object.keys(key).join())!.key),
          );
      },
    );

    it('runs missing steps only, and retries a failed one', async () => {
      let failures = 1;
      const more: Migrations = {
        name: 'images',
        steps: [
          makeIndexes({ notes: [{ name: 'other', key: { other: 1 } }] }),
          async (given) => {
            if (failures-- > 0) throw new mongo.MongoNetworkError('cut');
            await given.collection('notes').updateMany({}, { $set: { text: 'seen' } });
          },
        ],
      };
      const database = MongoDatabase.open(own.url);
      await add(database, 'a');
      await database.close();
      const newer = MongoDatabase.open(own.url);
      await expect(newer.check(more)).rejects.toThrow(RepositoryUnavailable);
      await newer.check(more);
      await newer.close();
      expect(await texts()).toEqual(['seen']);
      expect((await indexesOf('notes')).map(({ name }) => name)).toEqual(['notes_text']);
    });

    it('changes nothing that a newer version has written', async () => {
      await db.collection<{ _id: string; number: number }>('migrations').insertOne({ _id: 'images', number: 2 });
      const database = MongoDatabase.open(own.url);
      await expect(add(database, 'a')).rejects.toThrow(RepositoryNewer);
      await database.close();
      expect(await texts()).toEqual([]);
    });

    it('is one object for all that open it, until the last closes it', async () => {
      const [one, two] = [MongoDatabase.open(own.url), MongoDatabase.open(own.url)];
      expect(one).toBe(two);
      await one.close();
      await add(two, 'a');
      await two.close();
      await expect(add(two, 'b')).rejects.toThrow(RepositoryUnavailable);
      expect(await texts()).toEqual(['a']);
    });

    it('finishes calls made before it closes', async () => {
      const database = MongoDatabase.open(own.url);
      const calls = Array.from({ length: 50 }, (_, i) => add(database, `${i}`));
      await database.close();
      await Promise.all(calls);
      expect(await texts()).toHaveLength(50);
    });

    it('names a violated key, and does not report programming errors as an unavailable server', async () => {
      const database = MongoDatabase.open(own.url);
      await add(database, 'a');
      const notes = database.model<{ _id: string; text: string }>('Note', NOTE);
      for (const [key, note] of Object.entries({ _id: { _id: 'a', text: 'b' }, text: { _id: 'b', text: 'a' } })) {
        const twin = database.run(MIGRATIONS, () => notes.create([note]));
        await expect(twin).rejects.toMatchObject({ constructor: UniqueViolation, key });
      }
      for (const mistake of [
        () => notes.find({ colour: 'red' }).exec(),
        () => notes.create([{ _id: 'c', text: 'c', colour: 'red' } as { _id: string; text: string }]),
        () => notes.create([{ _id: 'c' }]),
        () => notes.find({ $where: 'true' }).exec(),
        () => notes.updateOne({ _id: 'a' }, { $set: { colour: 'red' } }).exec(),
      ]) {
        await expect(database.run(MIGRATIONS, async () => void (await mistake()))).rejects.not.toThrow(RepositoryUnavailable);
      }
      await database.close();
      expect(await texts()).toEqual(['a']);
    });
  });
});
