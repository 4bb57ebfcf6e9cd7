import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ownDatabase } from './mongo.js';
import { newPrefix, queueUrl, removeKeys } from './redis.js';
import { emptyBucket, newBucket } from './s3.js';
import { TcpProxy } from './tcp-proxy.js';

/** Addresses of real servers, as TEST_MONGO_URL and the others name them. */
export interface ServerUrls {
  mongo: string;
  s3: string;
  redis: string;
}

/** A database, a bucket and a queue of their own on real servers, each behind a way that can be cut. */
export interface Stores {
  mongo: TcpProxy;
  s3: TcpProxy;
  redis: TcpProxy;
  env: { SHOEBOX_DATABASE_URL: string; SHOEBOX_STORAGE_URL: string; SHOEBOX_QUEUE_URL: string };
  /** The same in one folder on the disk instead of the bucket. */
  folder: string;
  remove(): Promise<void>;
}

export async function openStores(urls: ServerUrls): Promise<Stores> {
  const database = ownDatabase(urls.mongo);
  const bucket = `s3+${urls.s3}/${newBucket()}`;
  const prefix = newPrefix();
  const [mongo, s3, redis] = await Promise.all([TcpProxy.open(urls.mongo), TcpProxy.open(urls.s3), TcpProxy.open(urls.redis)]);
  const folder = await mkdtemp(join(tmpdir(), 'shoebox-stores-'));
  return {
    mongo,
    s3,
    redis,
    env: {
      SHOEBOX_DATABASE_URL: through(mongo, database.url),
      SHOEBOX_STORAGE_URL: through(s3, bucket),
      SHOEBOX_QUEUE_URL: queueUrl(through(redis, urls.redis), prefix),
    },
    folder,
    async remove() {
      await Promise.all([mongo.cut(), s3.cut(), redis.cut()]);
      await Promise.all([database.drop(), emptyBucket(bucket), removeKeys(urls.redis, prefix), rm(folder, { recursive: true })]);
    },
  };
}

function through(proxy: TcpProxy, url: string): string {
  return url.replace(/(?<=[/@])[\w.-]+:\d+/, proxy.address);
}
