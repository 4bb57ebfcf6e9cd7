import { describe, expect, it } from 'vitest';

import { ConfigError } from '#libs/config/config-error.js';

import { parseRedisUrl } from './url.js';

describe('parseRedisUrl', () => {
  it.each([
    ['redis://cache', { host: 'cache', port: 6379, db: 0 }, 'shoebox'],
    ['redis://:p%40ss@cache:6380/3?prefix=drive-2', { host: 'cache', port: 6380, db: 3, password: 'p@ss' }, 'drive-2'],
    ['rediss://ada:secret@[::1]:6379/', { host: '::1', port: 6379, db: 0, username: 'ada', password: 'secret', tls: {} }, 'shoebox'],
  ])('%s', (url, options, prefix) => expect(parseRedisUrl(url)).toEqual({ options, prefix }));

  it.each([
    'redis://:hunter2@',
    'redis://:hunter2@cache/drive',
    'redis://:hunter2@cache:port',
    'redis://:hunter2@cache?prefix=a:b',
    'redis://:hunter2@cache?family=6',
    'redis://:hunter2%@cache',
  ])('refuses %s in one line without the password', (url) => {
    expect(() => parseRedisUrl(url)).toThrow(ConfigError);
    expect(() => parseRedisUrl(url)).toThrow(/^SHOEBOX_QUEUE_URL (?!.*hunter2)[^\n]+$/);
  });
});
