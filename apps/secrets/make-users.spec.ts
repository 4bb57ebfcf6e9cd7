import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { MongoAuthDatabase } from '#libs/infra/mongo/auth-database.js';
import { S3ObjectStore } from '#libs/infra/s3/object-store.js';

import { connected, ownDatabase } from '../../test/harness/servers/mongo.js';
import { emptyBucket, newBucket } from '../../test/harness/servers/s3.js';
import { describeOn, realServer } from '../../test/harness/servers/servers.js';
import { makeSecrets } from './make-secrets.js';
import { makeUsers } from './make-users.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoebox-users-'));
  await makeSecrets(folder);
});
afterEach(() => rm(folder, { recursive: true }));

const put = async (path: string, text: string) => {
  await rm(join(folder, path));
  await writeFile(join(folder, path), text);
};

it('says which container makes what is missing', async () => {
  await rm(join(folder, 'mongo-worker/password'));
  await expect(makeUsers(folder)).rejects.toThrow(/^A secret in \S+ is missing\. The container `secrets` makes them\.$/);
});

it('says in one line that MongoDB does not answer, without its password', async () => {
  await put('mongo/url', 'mongodb://shoebox:hidden@127.0.0.1:9/shoebox?authSource=admin');
  const error: unknown = await makeUsers(folder, 100).catch((thrown: unknown) => thrown);
  expect((error as Error).message).toMatch(/^MongoDB made no users: [^\n]+$/);
  expect((error as Error).message).not.toContain('hidden');
});

describeOn('on real servers', [await realServer('mongo'), await realServer('s3')], (server, s3) => {
  it('makes the users with which the services log in', async () => {
    const { url, drop } = ownDatabase(server!);
    const bucket = newBucket();
    await put('mongo/url', url);
    await put('minio/url', `s3+${s3!}/${bucket}`);
    await makeUsers(folder, 5_000);
    const media = (await readFile(join(folder, 'minio-media/url'), 'utf8')).trim();
    const store = await S3ObjectStore.open(media.replace('minio:9000/shoebox', `${new URL(s3!).host}/${bucket}`));
    await store.check();
    await store.close();
    await emptyBucket(`s3+${s3!}/${bucket}`);
    const { host, pathname } = new URL(url);
    const of = (await readFile(join(folder, 'mongo-auth/url'), 'utf8')).trim();
    const database = await connected(await MongoAuthDatabase.open(of.replace('mongo:27017/shoebox', `${host}${pathname}`)));
    await database.check();
    await database.close();
    await drop();
  });
});
