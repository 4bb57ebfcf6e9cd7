import { Redis, type RedisOptions } from 'ioredis';

import type { Warn } from '#libs/ports/job-queue.js';

/** Milliseconds: the longest pause between two attempts to connect, and the timeout of one attempt. */
const LONGEST_PAUSE = 1_000;
const CONNECT_TIMEOUT = 2_000;
const retryStrategy = (tries: number) => Math.min(tries * 50, LONGEST_PAUSE);

/** A connection for requests: a command fails without a connection, and when no answer arrives in time. */
export function failFastConnection(options: RedisOptions, timeoutMs: number): Redis {
  const more = { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: timeoutMs };
  return new Redis({ ...options, ...more, connectTimeout: CONNECT_TIMEOUT, retryStrategy });
}

/** A connection for workers, which wait for Redis without limit. */
export function persistentConnection(options: RedisOptions): Redis {
  return new Redis({ ...options, maxRetriesPerRequest: null, connectTimeout: CONNECT_TIMEOUT, retryStrategy });
}

/** Warns once when the connection is lost, and once when it is back. This is the only listener for errors of the connection. */
export function watchConnection(redis: Redis, warn: Warn): void {
  let away = false;
  redis.on('error', (error: Error) => {
    if (away) return;
    away = true;
    warn('Redis can’t be reached; retrying until it can.', { err: error });
  });
  redis.on('ready', () => {
    if (away) warn('Redis is back.', {});
    away = false;
  });
}

/** Resolves when commands can be sent. Rejects when the connection is closed for good, or when `signal` is aborted. */
export function ready(redis: Redis, signal?: AbortSignal): Promise<void> {
  if (redis.status === 'ready') return Promise.resolve();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const end = () => reject(new Error('The connection to Redis is closed.'));
  redis.once('ready', resolve).once('end', end);
  signal?.addEventListener('abort', end, { once: true });
  // Redis may be away for days with a call every second: listeners must not pile up.
  return promise.finally(() => {
    redis.off('ready', resolve).off('end', end);
    signal?.removeEventListener('abort', end);
  });
}

/** Warns when Redis evicts keys on full memory. It would delete jobs, which maintenance would add again, but late. */
export async function warnOfEviction(redis: Redis, warn: Warn): Promise<void> {
  const policy = /^maxmemory_policy:(\S+)/m.exec(await redis.info('memory'))?.[1];
  if (policy && policy !== 'noeviction') {
    warn(`Redis has the maxmemory-policy ${policy} and may delete jobs; set it to noeviction.`, {});
  }
}
