import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Redis } from 'ioredis';
import mongoose from 'mongoose';

import { startNode } from './processes.mjs';

const LISTENING = /"port":(\d+),"msg":"listening"/;

/**
 * Gateway, auth and media in processes of their own, without a worker: on the MongoDB and the Redis that the environment names, with
 * pictures in its S3 store, or in a folder.
 * @param root the folder of the build
 * @returns the address of the gateway, `startWorker`, and `remove`, which takes everything away that it made
 */
export async function startStack(root = '.') {
  const name = `shoebox-bench-${randomBytes(6).toString('hex')}`;
  const folder = mkdtempSync(join(tmpdir(), 'shoebox-bench-'));
  const mongo = `${urlOf('TEST_MONGO_URL')}/${name}`;
  const redis = urlOf('TEST_REDIS_URL');
  const env = {
    SHOEBOX_DATABASE_URL: mongo,
    SHOEBOX_STORAGE_URL: process.env.TEST_S3_URL ? `s3+${process.env.TEST_S3_URL}/${name}` : `file:${join(folder, 'objects')}`,
    SHOEBOX_QUEUE_URL: `${redis}?prefix=${name}`,
    SHOEBOX_GATEWAY_SECRET: randomBytes(32).toString('hex'),
    SHOEBOX_HOST: '127.0.0.1',
    PORT: '0',
  };
  const running = [];
  const start = async (app, own) => {
    const dataDir = join(folder, `${app}-${running.length}`);
    const started = await startNode([join(root, `dist/apps/${app}/main.js`)], {
      env: { ...env, SHOEBOX_INTERNAL_PORT: '0', SHOEBOX_DATA_DIR: dataDir, ...own },
      ready: LISTENING,
    });
    running.push(started);
    return `http://127.0.0.1:${started.match[1]}`;
  };
  const auth = await start('auth', {});
  const media = await start('media', { SHOEBOX_AUTH_URL: auth });
  const url = await start('gateway', { SHOEBOX_AUTH_URL: auth, SHOEBOX_MEDIA_URL: media });
  return {
    url,
    startWorker: () => start('worker', { SHOEBOX_WORKER_CONCURRENCY: '1' }),
    async remove() {
      await Promise.all(running.map(({ stop }) => stop()));
      rmSync(folder, { recursive: true, force: true });
      await Promise.all([dropDatabase(mongo), removeKeys(redis, name)]);
    },
  };
}

/** @throws Error when it is not set */
function urlOf(variable) {
  const url = process.env[variable];
  if (!url) throw new Error(`Set ${variable} to a server that may be written to: --scale runs the apps in processes of their own.`);
  return url;
}

async function dropDatabase(url) {
  const connection = await mongoose.createConnection(url).asPromise();
  await connection.dropDatabase();
  await connection.close();
}

async function removeKeys(url, prefix) {
  const redis = new Redis(url);
  const keys = await redis.keys(`${prefix}:*`);
  if (keys.length > 0) await redis.del(keys);
  redis.disconnect();
}
