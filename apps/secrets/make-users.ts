import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { makeServiceUsers, SERVICE_USERS, type ServiceUser } from '#libs/infra/mongo/service-users.js';
import { makeBucketUsers } from '#libs/infra/s3/service-users.js';

import { SecretsError } from './make-secrets.js';

/** Milliseconds: the container of MongoDB is healthy before it takes connections from others when it starts for the first time. */
const STARTING = 120_000;
/** Auth has no network to MinIO. */
const BUCKET_USERS = ['media', 'worker', 'owner'] as const;

/**
 * Makes the users of MongoDB and MinIO for docker-compose.yml with the passwords that `makeSecrets` made, and gives those that exist today's
 * rights. @throws SecretsError when a secret is missing, or a store refuses
 */
export async function makeUsers(folder: string, timeout = STARTING): Promise<void> {
  const { mongo, minio } = await readSecrets(folder);
  await attempt('MongoDB', () => makeServiceUsers(mongo.url, mongo.passwords as Record<ServiceUser, string>, timeout));
  await attempt('MinIO', () => makeBucketUsers(minio.url, minio.passwords));
}

async function readSecrets(folder: string) {
  const secret = async (...path: string[]) => (await readFile(join(folder, ...path), 'utf8')).trim();
  const of = async (store: string, users: readonly string[]) => {
    const passwords = await Promise.all(users.map(async (user) => [user, await secret(`${store}-${user}`, 'password')] as const));
    return { url: await secret(store, 'url'), passwords: Object.fromEntries(passwords) };
  };
  try {
    return { mongo: await of('mongo', SERVICE_USERS), minio: await of('minio', BUCKET_USERS) };
  } catch (cause) {
    throw new SecretsError(`A secret in ${folder} is missing. The container \`secrets\` makes them.`, { cause });
  }
}

async function attempt(store: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    throw new SecretsError(`${store} made no users: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
