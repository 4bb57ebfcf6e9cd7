import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { loadConfig } from '#libs/config/config.js';

import { makeSecrets, SecretsError } from './make-secrets.js';

const STORES = [
  'mongo',
  'mongo-auth',
  'mongo-media',
  'mongo-worker',
  'mongo-owner',
  'minio',
  'minio-media',
  'minio-worker',
  'minio-owner',
  'redis',
  'gateway',
];
const FILES = [
  'mongo/password',
  'mongo/url',
  'mongo-auth/password',
  'mongo-auth/url',
  'mongo-media/password',
  'mongo-media/url',
  'mongo-worker/password',
  'mongo-worker/url',
  'mongo-owner/password',
  'mongo-owner/url',
  'minio/password',
  'minio/url',
  'minio-media/password',
  'minio-media/url',
  'minio-worker/password',
  'minio-worker/url',
  'minio-owner/password',
  'minio-owner/url',
  'redis/password',
  'redis/url',
  'redis/redis.conf',
  'gateway/password',
];

describe('makeSecrets', () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'shoebox-secrets-'))));
  afterEach(() => rm(folder, { recursive: true }));

  const all = () => Promise.all(FILES.map((file) => readFile(join(folder, file), 'utf8')));

  it('creates a password for each store, and the settings that the drive reads', async () => {
    expect(await makeSecrets(folder)).toEqual(STORES);
    const texts = Object.fromEntries((await all()).map((text, number) => [FILES[number]!, text.trim()]));
    const passwords = STORES.map((store) => texts[`${store}/password`]);
    expect(new Set(passwords).size).toBe(STORES.length);
    const [mongo, minio, redis, gateway] = ['mongo', 'minio', 'redis', 'gateway'].map((store) => texts[`${store}/password`]);
    expect(mongo).toMatch(/^[0-9a-f]{40}$/);
    const config = loadConfig({
      SHOEBOX_DATABASE_URL_FILE: join(folder, 'mongo/url'),
      SHOEBOX_STORAGE_URL_FILE: join(folder, 'minio/url'),
      SHOEBOX_QUEUE_URL_FILE: join(folder, 'redis/url'),
      SHOEBOX_GATEWAY_SECRET_FILE: join(folder, 'gateway/password'),
    });
    expect(config.databaseUrl).toBe(`mongodb://shoebox:${mongo}@mongo:27017/shoebox?authSource=admin`);
    for (const user of ['auth', 'media', 'worker', 'owner']) {
      expect(texts[`mongo-${user}/url`]).toBe(`mongodb://${user}:${texts[`mongo-${user}/password`]}@mongo:27017/shoebox`);
    }
    for (const user of ['media', 'worker', 'owner']) {
      expect(texts[`minio-${user}/url`]).toBe(`s3+http://${user}:${texts[`minio-${user}/password`]}@minio:9000/shoebox`);
    }
    expect(config.storageUrl).toBe(`s3+http://shoebox:${minio}@minio:9000/shoebox`);
    expect(config.queueUrl).toBe(`redis://:${redis}@redis:6379`);
    expect(config.gatewaySecret).toBe(gateway);
    expect(await readFile(join(folder, 'redis/redis.conf'), 'utf8')).toBe(`requirepass ${redis}\n`);
  });

  it('files are readable by all users and writable by none', async () => {
    await makeSecrets(folder);
    for (const file of FILES) expect((await stat(join(folder, file))).mode & 0o777, file).toBe(0o444);
  });

  it('a second run changes nothing', async () => {
    await makeSecrets(folder);
    const first = await all();
    expect(await makeSecrets(folder)).toEqual([]);
    expect(await all()).toEqual(first);
  });

  it.each(FILES)('completes the files after a crash before %s', async (file) => {
    await makeSecrets(folder);
    const first = await all();
    const from = FILES.indexOf(file);
    for (const later of FILES.slice(from)) await rm(join(folder, later));
    await writeFile(join(folder, file.replace('/', '/.')), 'half');
    await makeSecrets(folder);
    expect((await all()).slice(0, from)).toEqual(first.slice(0, from));
    const redis = (await readFile(join(folder, 'redis/password'), 'utf8')).trim();
    expect(await readFile(join(folder, 'redis/redis.conf'), 'utf8')).toContain(redis);
    expect(await readFile(join(folder, 'redis/url'), 'utf8')).toContain(redis);
  });

  it('two runs at once create one set', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => makeSecrets(folder)));
    expect(made.flat().toSorted()).toEqual(STORES.toSorted());
    const [password, url] = await all();
    expect(url).toContain(password!.trim());
    for (const store of STORES) {
      expect((await readdir(join(folder, store))).filter((name) => name.startsWith('.'))).toEqual([]);
    }
  });

  it('refuses a damaged password, and does not replace it', async () => {
    await makeSecrets(folder);
    await rm(join(folder, 'minio/password'));
    await writeFile(join(folder, 'minio/password'), '');
    await expect(makeSecrets(folder)).rejects.toThrow(/^\S+minio\/password was not created here\. [^\n]+$/);
  });

  it('names a folder that it can’t write to, in one line', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const error: unknown = await makeSecrets(file).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SecretsError);
    expect((error as Error).message).toMatch(/Can't write to .*It must be a volume/);
  });
});
