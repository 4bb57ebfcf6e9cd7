import { describe, expect, it } from 'vitest';

import { failFastConnection, ready } from './connection.js';

/** A port where nobody listens. */
const NOBODY = { host: '127.0.0.1', port: 1 };

describe('a connection to a Redis that is away', () => {
  it('removes the listeners of an aborted wait', async () => {
    const redis = failFastConnection(NOBODY, 100);
    redis.on('error', () => undefined);
    const before = redis.listenerCount('ready') + redis.listenerCount('end');
    const waiting = Array.from({ length: 50 }, async () => {
      const over = new AbortController();
      const waited = ready(redis, over.signal);
      over.abort();
      await expect(waited).rejects.toThrow('closed');
    });
    await Promise.all(waiting);
    expect(redis.listenerCount('ready') + redis.listenerCount('end')).toBe(before);
    redis.disconnect();
  });

  it('rejects waiting calls when it is closed', async () => {
    const redis = failFastConnection(NOBODY, 100);
    redis.on('error', () => undefined);
    const waited = ready(redis);
    redis.disconnect();
    await expect(waited).rejects.toThrow('closed');
  });
});
