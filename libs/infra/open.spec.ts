import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ConfigError } from '#libs/config/config-error.js';
import { loadConfig } from '#libs/config/config.js';

import { openAuthDatabase, openMediaDatabase, openObjectStore, openQueue } from './open.js';
import { RepositoryUnavailable, StoreUnavailable } from '#libs/ports/errors.js';

describe('open', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoebox-open-'));
  });
  afterEach(async () => rm(folder, { recursive: true }));

  const config = (settings: Record<string, string> = {}) => loadConfig({ SHOEBOX_DATA_DIR: join(folder, 'data'), ...settings });
  const warn = () => undefined;

  it('puts everything into DATA_DIR by default', async () => {
    const given = config();
    const opened = await Promise.all([openObjectStore(given), openMediaDatabase(given), openAuthDatabase(given)]);
    const queue = await openQueue(given, warn);
    for (const one of [...opened, queue]) await one.check();
    await Promise.all(opened.map((one) => one.close()));
    await queue.close(0);
    expect(await readdir(join(folder, 'data'))).toEqual(['auth.db', 'media.db', 'objects']);
  });

  it('uses each URL on its own', async () => {
    const given = config({ SHOEBOX_DATABASE_URL: `sqlite:${folder}/db`, SHOEBOX_STORAGE_URL: `file:${folder}/photos` });
    const [media, objects] = [await openMediaDatabase(given), await openObjectStore(given)];
    await Promise.all([media.close(), objects.close()]);
    expect(await readdir(folder)).toEqual(['db', 'photos']);
  });

  it('opens Redis that is not running yet', async () => {
    const queue = await openQueue(config({ SHOEBOX_QUEUE_URL: 'redis://:hunter2@127.0.0.1:1' }), warn);
    await expect(queue.check()).rejects.toThrow(/^(?!.*hunter2)Redis did not answer/);
    await queue.close(0);
  });

  it('opens S3 that is not running yet', async () => {
    const objects = await openObjectStore(config({ SHOEBOX_STORAGE_URL: 's3+http://me:hunter2@127.0.0.1:1/drive' }));
    await expect(objects.check()).rejects.toThrow(StoreUnavailable);
    await objects.close();
  });

  it('opens MongoDB that is not running yet', async () => {
    const given = config({ SHOEBOX_DATABASE_URL: 'mongodb://me:hunter2@127.0.0.1:1/drive' });
    const opened = await Promise.all([openMediaDatabase(given), openAuthDatabase(given)]);
    expect(opened.map(({ constructor }) => constructor.name)).toEqual(['MongoMediaDatabase', 'MongoAuthDatabase']);
    await Promise.all(opened.map((one) => expect(one.check()).rejects.toThrow(RepositoryUnavailable)));
    await Promise.all(opened.map((one) => one.close()));
  });

  it.each([
    'mongodb://me:hunter2@',
    'mongodb://me:hunter2@db/drive?nonsense=1',
    'mongodb://me:hunter2/3@db',
    'mongodb://me:hunter2@db:port',
  ])('explains in one line the form of a MongoDB address, without the value %s', async (url) => {
    const given = config({ SHOEBOX_DATABASE_URL: url });
    for (const open of [openMediaDatabase, openAuthDatabase]) {
      const opening = open(given);
      await expect(opening).rejects.toThrow(ConfigError);
      await expect(opening).rejects.toThrow(/^(?!.*hunter2)SHOEBOX_DATABASE_URL is not an address of MongoDB: [^\n]+$/);
    }
  });

  it('names in one line the folder that can not be used', async () => {
    await writeFile(join(folder, 'data'), 'a file');
    for (const open of [openObjectStore, openMediaDatabase, openAuthDatabase]) {
      const opening = open(config());
      await expect(opening).rejects.toThrow(ConfigError);
      await expect(opening).rejects.toThrow(/^\S+data\S+ \(SHOEBOX_(DATABASE|STORAGE)_URL\) can't be used\. [^\n]+$/);
    }
  });
});
