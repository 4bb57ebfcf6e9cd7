import { describe, expect, it } from 'vitest';

import { ConfigError } from './config-error.js';
import { loadConfig } from './config.js';
import { checkDeployment, type AppName, type Deployment } from './deployment.js';

const DATABASES = { sqlite: undefined, mongo: 'mongodb://root:hunter2@db/drive' };
const STORES = { default: undefined, file: 'file:/srv/pictures', s3: 's3+http://me:hunter2@s3:9000/drive' };
const QUEUES = { local: undefined, redis: 'redis://:hunter2@cache' };

type Combination = [keyof typeof DATABASES, keyof typeof STORES, keyof typeof QUEUES];
const COMBINATIONS = (['sqlite', 'mongo'] as const).flatMap((database) =>
  (['default', 'file', 's3'] as const).flatMap((store) =>
    (['local', 'redis'] as const).map((queue) => [database, store, queue] as Combination),
  ),
);

/** What an app lacks first in a combination; a combination that is not listed works. */
const LACKS: Record<AppName, Record<string, string>> = {
  gateway: {},
  auth: Object.fromEntries(COMBINATIONS.filter(([database]) => database === 'sqlite').map((one) => [one.join(), 'DATABASE_URL'])),
  media: withoutOneOf(),
  worker: withoutOneOf(),
};

function withoutOneOf(): Record<string, string> {
  return {
    'sqlite,default,local': 'DATABASE_URL',
    'sqlite,default,redis': 'DATABASE_URL',
    'sqlite,file,local': 'DATABASE_URL',
    'sqlite,file,redis': 'DATABASE_URL',
    'sqlite,s3,local': 'DATABASE_URL',
    'sqlite,s3,redis': 'DATABASE_URL',
    'mongo,default,local': 'STORAGE_URL',
    'mongo,default,redis': 'STORAGE_URL',
    'mongo,file,local': 'QUEUE_URL',
    'mongo,s3,local': 'QUEUE_URL',
  };
}

const INNER = {
  SHOEBOX_AUTH_URL: 'http://auth:3002',
  SHOEBOX_MEDIA_URL: 'http://media:3003',
  SHOEBOX_GATEWAY_SECRET: 'hunter2 is much too short'.replaceAll(' ', '-').padEnd(32, '-'),
};

function config([database, store, queue]: Combination, more: Record<string, string> = {}) {
  return loadConfig({
    SHOEBOX_DATABASE_URL: DATABASES[database],
    SHOEBOX_STORAGE_URL: STORES[store],
    SHOEBOX_QUEUE_URL: QUEUES[queue],
    ...more,
  });
}

function refusal(deployment: Deployment, settings: ReturnType<typeof loadConfig>): string | null {
  try {
    checkDeployment(deployment, settings);
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
}

describe('checkDeployment', () => {
  it.each(COMBINATIONS)('lets the whole drive in one process run on %s, %s, %s', (...combination) => {
    expect(refusal('all-in-one', config(combination))).toBeNull();
  });

  describe.each(['gateway', 'auth', 'media', 'worker'] as const)('%s alone', (app) => {
    it.each(COMBINATIONS)('on %s, %s, %s: runs, or names in one line the setting that it lacks', (...combination) => {
      const line = refusal(app, config(combination, INNER));
      const lacking = LACKS[app][combination.join()];
      if (!lacking) return expect(line).toBeNull();
      expect(line).toMatch(new RegExp(`^${app} alone needs SHOEBOX_${lacking}=[^\n]+npm start$`));
      // A value may hold a password.
      expect(line).not.toContain('hunter2');
    });
  });

  it.each([
    ['gateway', 'SHOEBOX_AUTH_URL'],
    ['gateway', 'SHOEBOX_MEDIA_URL'],
    ['media', 'SHOEBOX_AUTH_URL'],
    ['gateway', 'SHOEBOX_GATEWAY_SECRET'],
    ['auth', 'SHOEBOX_GATEWAY_SECRET'],
    ['media', 'SHOEBOX_GATEWAY_SECRET'],
  ] as const)('%s alone needs %s', (app, name) => {
    const settings = config(['mongo', 's3', 'redis'], { ...INNER, [name]: '' });
    expect(refusal(app, settings)).toMatch(new RegExp(`^${app} alone needs ${name}=[^\n]+npm start$`));
  });

  it('the decoder needs the one socket on which it listens, and nothing else', () => {
    const on = (sockets: string) => refusal('decoder', loadConfig({ SHOEBOX_DECODER_SOCKET: sockets }));
    expect(on('/run/decoder/decoder.sock')).toBeNull();
    for (const sockets of ['', '/run/one.sock, /run/two.sock'])
      expect(on(sockets)).toMatch(/^decoder alone needs SHOEBOX_DECODER_SOCKET=[^\n]+$/);
  });

  it.each(['SHOEBOX_AUTH_URL', 'SHOEBOX_MEDIA_URL', 'SHOEBOX_GATEWAY_SECRET'] as const)(
    'the whole drive in one process takes no %s',
    (name) => {
      expect(refusal('all-in-one', loadConfig({ [name]: INNER[name] }))).toMatch(new RegExp(`^${name} is only for [^\n]+\\.$`));
    },
  );

  it.each(['all-in-one', 'gateway'] as const)('%s needs two ports', (deployment) => {
    const settings = loadConfig({ ...(deployment === 'gateway' && INNER), SHOEBOX_INTERNAL_PORT: '3000' });
    expect(refusal(deployment, settings)).toBe('SHOEBOX_INTERNAL_PORT and SHOEBOX_PORT are both 3000; use two different ports.');
  });

  it.each(['auth', 'media', 'worker'] as const)('%s alone listens on one', (app) => {
    expect(refusal(app, config(['mongo', 's3', 'redis'], { ...INNER, SHOEBOX_INTERNAL_PORT: '3000' }))).toBeNull();
  });
});
