import { randomBytes } from 'node:crypto';

import { Redis } from 'ioredis';

/** A beginning of key names that nobody else has. */
export function newPrefix(): string {
  return `shoebox-test-${randomBytes(6).toString('hex')}`;
}

/** A QUEUE_URL whose keys begin with the prefix. */
export function queueUrl(redisUrl: string, prefix: string): string {
  return `${redisUrl}?prefix=${prefix}`;
}

export async function removeKeys(redisUrl: string, prefix: string): Promise<void> {
  const redis = new Redis(redisUrl);
  const keys = await redis.keys(`${prefix}:*`);
  if (keys.length > 0) await redis.del(keys);
  redis.disconnect();
}
