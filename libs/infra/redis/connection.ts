import { Redis, type RedisOptions } from 'ioredis';

import type { Warn } from '#libs/ports/job-queue.js';

/** Milliseconds: the longest pause between two tries to connect, and how long one of them may take. */
const LONGEST_PAUSE = 1_000;
const CONNECT_TIMEOUT = 2_000;
const retryStrategy = (tries: number) => Math.min(tries * 50, LONGEST_PAUSE);

/** For who asks and can't wait: a command fails when there is no connection, and when no answer comes in time. */
export function askingConnection(options: RedisOptions, timeoutMs: number): Redis {
  const more = { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: timeoutMs };
  return new Redis({ ...options, ...more, connectTimeout: CONNECT_TIMEOUT, retryStrategy });
}

/** For a worker, which waits for Redis as long as it takes. */
export function workingConnection(options: RedisOptions): Redis {
  return new Redis({ ...options, maxRetriesPerRequest: null, connectTimeout: CONNECT_TIMEOUT, retryStrategy });
}

/** Says once when the connection is lost, and once when it is back. Errors of a connection have no other ear. */
export function watchConnection(redis: Redis, warn: Warn): void {
  let away = false;
  redis.on('error', (error: Error) => {
    if (away) return;
    away = true;
    warn('Redis can’t be reached; it is tried again until it can.', { err: error });
  });
  redis.on('ready', () => {
    if (away) warn('Redis is back.', {});
    away = false;
  });
}

/** Resolves when commands can be sent. Rejects when the connection is closed for good, or when `signal` says that nobody waits any more. */
export function ready(redis: Redis, signal?: AbortSignal): Promise<void> {
  if (redis.status === 'ready') return Promise.resolve();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const end = () => reject(new Error('The connection to Redis is closed.'));
  redis.once('ready', resolve).once('end', end);
  signal?.addEventListener('abort', end, { once: true });
  // Redis may be away for days, and somebody asks every second.
  return promise.finally(() => {
    redis.off('ready', resolve).off('end', end);
    signal?.removeEventListener('abort', end);
  });
}

/** A Redis that throws away keys when it is full would throw away jobs; upkeep would bring them back, late. */
export async function warnOfEviction(redis: Redis, warn: Warn): Promise<void> {
  const policy = /^maxmemory_policy:(\S+)/m.exec(await redis.info('memory'))?.[1];
  if (policy && policy !== 'noeviction') {
    warn(`Redis has the maxmemory-policy ${policy} and may throw away jobs; set it to noeviction.`, {});
  }
}
