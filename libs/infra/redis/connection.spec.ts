import { describe, expect, it } from 'vitest';

import { askingConnection, ready } from './connection.js';

/** A port where nobody listens. */
const NOBODY = { host: '127.0.0.1', port: 1 };

describe('a connection to a Redis that is away', () => {
  it('forgets who gave up waiting for it', async () => {
    const redis = askingConnection(NOBODY, 100);
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

  it('tells who still waits when it is closed for good', async () => {
    const redis = askingConnection(NOBODY, 100);
    redis.on('error', () => undefined);
    const waited = ready(redis);
    redis.disconnect();
    await expect(waited).rejects.toThrow('closed');
  });
});
