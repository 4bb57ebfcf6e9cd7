import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { z } from 'zod';

import { closest } from './closest.js';
import { ConfigError } from './config-error.js';
import { readSetting } from './setting.js';

const MiB = 2 ** 20;
const count = (from: number, to = Number.MAX_SAFE_INTEGER) => z.coerce.number().int().min(from).max(to);
const inner = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

/** Every setting, its check and its default; SHOEBOX_ goes before each name. docs/settings.md describes them. */
const settings = {
  DATA_DIR: z.string().min(1).default('./data'),
  TMP_DIR: z.string().min(1).optional(),
  DATABASE_URL: z
    .string()
    .regex(/^(sqlite:.+|mongodb(\+srv)?:\/\/.+)/, 'sqlite:FOLDER or mongodb://…')
    .optional(),
  STORAGE_URL: z
    .string()
    .regex(/^(file:.+|s3\+https?:\/\/.+)/, 'file:PATH, s3+http://… or s3+https://…')
    .optional(),
  QUEUE_URL: z
    .string()
    .regex(/^rediss?:\/\/.+/, 'redis://… or rediss://…')
    .optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: count(0, 65_535).default(3000),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => new URL(url).origin)
    .optional(),
  TRUST_PROXY: count(0, 10).default(0),
  INTERNAL_PORT: count(0, 65_535).optional(),
  AUTH_URL: inner.optional(),
  MEDIA_URL: inner.optional(),
  SIGN_UP: z.enum(['open', 'closed', 'invite']).default('open'),
  MAX_UPLOAD_BYTES: count(1).default(100 * MiB),
  MAX_PIXELS: count(1).optional(),
  MAX_SIDE: count(1).default(20_000),
  USER_QUOTA_BYTES: count(1).optional(),
  TRASH_DAYS: count(0, 36_500).default(30),
  SESSION_DAYS: count(1, 400).default(30),
  VARIANT_FORMAT: z.enum(['jpeg', 'webp']).default('jpeg'),
  WORKER_CONCURRENCY: count(1, 256).default(() => availableParallelism()),
  UPKEEP_SECONDS: count(1, 86_400).default(30),
  GRACE_SECONDS: count(1).default(3600),
  LOCK_SECONDS: count(1, 3600).default(30),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).optional(),
};

type Name = keyof typeof settings;
type Values = { [K in Name]: z.output<(typeof settings)[K]> };

/** Settings that may hold a password: each has a `_FILE` twin, and its value is never printed. */
const SECRET: ReadonlySet<string> = new Set<Name>(['DATABASE_URL', 'STORAGE_URL', 'QUEUE_URL']);

/** Pixels that a JPEG may have when MAX_PIXELS is not set: it is decoded in rows, so a large one costs little memory. */
const MAX_JPEG_PIXELS = 256_000_000;
const MAX_PIXELS = 100_000_000;

export type Config = ReturnType<typeof loadConfig>;

/**
 * Reads, checks and freezes the settings.
 * @throws ConfigError with one line that names the setting, what it was and what would do.
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env) {
  refuseUnknown(env);
  const entries = Object.entries(settings).map(([name, schema]) => {
    const text = readSetting(env, name, SECRET.has(name));
    const result = schema.safeParse(text);
    if (result.success) return [name, result.data];
    const was = SECRET.has(name) ? 'its value' : `"${text}"`;
    throw new ConfigError(`SHOEBOX_${name} can't be ${was}: ${result.error.issues[0]?.message ?? 'not valid'}.`);
  });
  const values = Object.fromEntries(entries) as Values;
  const dataDir = resolve(values.DATA_DIR);
  return Object.freeze({
    dataDir,
    tmpDir: resolve(values.TMP_DIR ?? join(dataDir, 'tmp')),
    databaseUrl: values.DATABASE_URL ?? `sqlite:${dataDir}`,
    storageUrl: values.STORAGE_URL ?? `file:${join(dataDir, 'objects')}`,
    /** Whether it was said: processes with a default of their own each would have each their own store. */
    storageNamed: values.STORAGE_URL !== undefined,
    /** undefined: in this process. */
    queueUrl: values.QUEUE_URL,
    host: values.HOST,
    port: values.PORT,
    /** Origin that people type, when the drive stands behind a proxy. */
    publicUrl: values.PUBLIC_URL,
    /** How many proxies in front are ours: so many entries of X-Forwarded-For count. */
    trustProxy: values.TRUST_PROXY,
    internalPort: values.INTERNAL_PORT,
    authUrl: values.AUTH_URL,
    mediaUrl: values.MEDIA_URL,
    signUp: values.SIGN_UP,
    maxUploadBytes: values.MAX_UPLOAD_BYTES,
    maxPixels: values.MAX_PIXELS ?? MAX_PIXELS,
    maxJpegPixels: values.MAX_PIXELS ?? MAX_JPEG_PIXELS,
    maxSide: values.MAX_SIDE,
    /** Bytes; undefined: no limit. */
    userQuotaBytes: values.USER_QUOTA_BYTES,
    trashDays: values.TRASH_DAYS,
    sessionDays: values.SESSION_DAYS,
    variantFormat: values.VARIANT_FORMAT,
    workerConcurrency: values.WORKER_CONCURRENCY,
    upkeepSeconds: values.UPKEEP_SECONDS,
    graceSeconds: values.GRACE_SECONDS,
    lockSeconds: values.LOCK_SECONDS,
    /** undefined: info, and on a terminal only what went wrong. */
    logLevel: values.LOG_LEVEL,
  });
}

/** The folder named by a `file:` or `sqlite:` URL; both `file:data/objects` and `file:///srv/objects` do. */
export function folderOf(url: string): string {
  return url.startsWith('file:///') ? fileURLToPath(url) : resolve(url.replace(/^[a-z]+:(\/\/)?/, ''));
}

/** The names of all settings as they stand in the environment, `_FILE` twins included. */
export function settingNames(): string[] {
  return Object.keys(settings).flatMap((name) => [`SHOEBOX_${name}`, ...(SECRET.has(name) ? [`SHOEBOX_${name}_FILE`] : [])]);
}

function refuseUnknown(env: NodeJS.ProcessEnv): void {
  const known = settingNames();
  for (const name of Object.keys(env)) {
    if (!name.startsWith('SHOEBOX_') || known.includes(name)) continue;
    const meant = closest(name, known);
    throw new ConfigError(`There is no setting ${name}${meant ? `: did you mean ${meant}?` : '. docs/settings.md lists them all.'}`);
  }
}
