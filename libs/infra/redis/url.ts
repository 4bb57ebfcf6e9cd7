import type { RedisOptions } from 'ioredis';

import { ConfigError } from '#libs/config/config-error.js';

/** The address of Redis, and the prefix of our keys. */
export interface RedisLocation {
  options: RedisOptions;
  prefix: string;
}

const FORM = 'redis://USER:PASSWORD@HOST:PORT/NUMBER?prefix=…, or rediss://…';
const PREFIX = 'shoebox';

/**
 * Parses a QUEUE_URL. User and password are percent-encoded; several drives on one Redis each need their own `prefix`.
 * @throws ConfigError with one line, without the value, which may contain a password
 */
export function parseRedisUrl(queueUrl: string): RedisLocation {
  const url = URL.parse(queueUrl);
  const db = /^\/?(\d{0,4})$/.exec(url?.pathname ?? '-')?.[1];
  const prefix = url?.searchParams.get('prefix') || PREFIX;
  const unknown = [...(url?.searchParams.keys() ?? [])].find((name) => name !== 'prefix');
  if (!url || !url.hostname || db === undefined) throw wrong(`is not an address of Redis: it must be ${FORM}.`);
  if (unknown !== undefined || !/^[\w.-]{1,64}$/.test(prefix)) {
    throw wrong('may only have prefix= after the question mark, with up to 64 letters, digits, dots, hyphens and underscores.');
  }
  const options: RedisOptions = {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port || 6379),
    db: Number(db),
    ...(url.username && { username: decode(url.username) }),
    ...(url.password && { password: decode(url.password) }),
    ...(url.protocol === 'rediss:' && { tls: {} }),
  };
  return { options, prefix };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw wrong('has a % in its user or password that stands for nothing: write it as %25.');
  }
}

function wrong(what: string): ConfigError {
  return new ConfigError(`SHOEBOX_QUEUE_URL ${what}`);
}
