import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { z } from 'zod';

import { ConfigError } from './config-error.js';

const MiB = 2 ** 20;

/** A whole number. The error message of each schema is the end of the sentence "SHOEBOX_PORT is "abc"; use …". */
function count(from: number, to?: number, unit = '') {
  const error = to === undefined ? `a number${unit} of ${from} or more` : `a number${unit} from ${from} to ${to}`;
  return z.coerce
    .number(error)
    .int(error)
    .min(from, error)
    .max(to ?? Number.MAX_SAFE_INTEGER, error);
}

function oneOf<const T extends readonly string[]>(...values: T) {
  return z.enum(values, `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`);
}

/** Parts that are separated by commas or spaces, or by what is said. */
function listOf<T extends z.ZodType<unknown, string>>(item: T, separator = /[,\s]+/) {
  return z
    .string()
    .transform((text) => text.split(separator).filter((part) => part !== ''))
    .pipe(z.array(item))
    .default([]);
}

const httpUrl = (example: string) => z.url({ protocol: /^https?$/, error: `a full address such as ${example}` });
const innerUrl = (example: string) => httpUrl(example).transform((text) => text.replace(/\/+$/, ''));

/** All settings, each with its check and its default. Their names have the prefix SHOEBOX_. docs/settings.md describes them. */
const settings = {
  DATA_DIR: z.string().min(1).default('./data'),
  TMP_DIR: z.string().min(1).optional(),
  DATABASE_URL: z
    .string()
    .regex(/^(sqlite:.+|mongodb(\+srv)?:\/\/.+)/, 'sqlite:FOLDER or mongodb://HOST/DATABASE')
    .optional(),
  STORAGE_URL: z
    .string()
    .regex(/^(file:.+|s3\+https?:\/\/.+)/, 'file:PATH, s3+http://HOST/BUCKET or s3+https://HOST/BUCKET')
    .optional(),
  QUEUE_URL: z
    .string()
    .regex(/^rediss?:\/\/.+/, 'redis://HOST or rediss://HOST')
    .optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: count(0, 65_535).default(3000),
  PUBLIC_URL: httpUrl('https://drive.example')
    .transform((text) => new URL(text).origin)
    .optional(),
  ALLOWED_HOSTS: listOf(
    z
      .string()
      .regex(/^[^/:@?#*]+$/, 'host names without a port, such as photos.example, drive.example')
      .transform((name) => URL.parse(`http://${name}`)?.hostname ?? name),
  ),
  CORS_ORIGINS: listOf(
    z
      .string()
      .refine((text) => /^https?:/.test(text) && URL.parse(text)?.origin === text, 'origins such as https://app.example, without a path'),
  ),
  TRUST_PROXY: count(0, 10).default(0),
  INTERNAL_PORT: count(0, 65_535).optional(),
  AUTH_URL: innerUrl('http://auth:3002').optional(),
  MEDIA_URL: innerUrl('http://media:3003').optional(),
  GATEWAY_SECRET: z
    .string()
    .regex(/^\S{32,1000}$/, 'at least 32 characters without spaces, such as the output of: openssl rand -hex 32')
    .optional(),
  SIGN_UP: oneOf('open', 'closed', 'invite').default('open'),
  MAX_UPLOAD_BYTES: count(1, undefined, ' of bytes').default(100 * MiB),
  MAX_PIXELS: count(1, undefined, ' of pixels').optional(),
  MAX_SIDE: count(1, undefined, ' of pixels').default(20_000),
  USER_QUOTA_BYTES: count(1, undefined, ' of bytes').optional(),
  TRASH_DAYS: count(0, 36_500, ' of days').default(30),
  SESSION_DAYS: count(1, 400, ' of days').default(30),
  VARIANT_FORMAT: oneOf('jpeg', 'webp').default('jpeg'),
  DECODER_SOCKET: listOf(z.string().regex(/^\//, 'paths that begin with /, such as /run/decoder/decoder.sock')),
  WORKER_CONCURRENCY: count(1, 256).default(() => availableParallelism()),
  PRESETS: listOf(
    z.string().regex(/^[a-z][a-z0-9-]{0,31}=_[\w,.-]+_$/, 'names and modifiers such as hero=_SC1600,900_QL80_, separated by spaces'),
    /\s+/,
  ),
  TRANSFORM_CACHE_BYTES: count(1, undefined, ' of bytes').default(1024 * MiB),
  UPKEEP_SECONDS: count(1, 86_400, ' of seconds').default(30),
  GRACE_SECONDS: count(1, undefined, ' of seconds').default(3600),
  LOCK_SECONDS: count(1, 3600, ' of seconds').default(30),
  LOG_LEVEL: oneOf('debug', 'info', 'warn', 'error', 'silent').optional(),
};

type Name = keyof typeof settings;
type Values = { [K in Name]: z.output<(typeof settings)[K]> };

/** Settings that are or may contain a secret. Each can be read from a file that SHOEBOX_…_FILE names, and its value is never printed. */
const SECRET: ReadonlySet<string> = new Set<Name>(['DATABASE_URL', 'STORAGE_URL', 'QUEUE_URL', 'GATEWAY_SECRET']);

/** The limits when MAX_PIXELS is not set. A JPEG is decoded in rows, so a large one needs little memory. */
const MAX_JPEG_PIXELS = 256_000_000;
const MAX_PIXELS = 100_000_000;

export type Config = ReturnType<typeof loadConfig>;

/** Reads, checks and freezes the settings. @throws ConfigError with one line: the setting, its value, and which values are valid */
export function loadConfig(env: NodeJS.ProcessEnv = process.env) {
  refuseUnknown(env);
  const entries = Object.entries(settings).map(([name, schema]) => {
    const text = readSetting(env, name);
    const result = schema.safeParse(text);
    if (result.success) return [name, result.data];
    const use = result.error.issues[0]?.message;
    if (SECRET.has(name)) {
      const what = name.endsWith('_URL') ? 'a valid address' : 'a valid secret';
      throw new ConfigError(`SHOEBOX_${name} is not ${what} (its value is not shown); use ${use}.`);
    }
    throw new ConfigError(`SHOEBOX_${name} is ${Number.isNaN(Number(text)) ? `"${text}"` : text}; use ${use}.`);
  });
  const values = Object.fromEntries(entries) as Values;
  const dataDir = resolve(values.DATA_DIR);
  return Object.freeze({
    dataDir,
    tmpDir: resolve(values.TMP_DIR ?? join(dataDir, 'tmp')),
    databaseUrl: values.DATABASE_URL ?? `sqlite:${dataDir}`,
    storageUrl: values.STORAGE_URL ?? `file:${join(dataDir, 'objects')}`,
    /** Whether STORAGE_URL is set. With the default, processes in different folders would each have a store of their own. */
    storageNamed: values.STORAGE_URL !== undefined,
    /** undefined: the queue is in this process. */
    queueUrl: values.QUEUE_URL,
    host: values.HOST,
    port: values.PORT,
    /** The origin that people type, when the drive is behind a reverse proxy. */
    publicUrl: values.PUBLIC_URL,
    /** More names under which the drive is reached, in the form in which URLs have them. */
    allowedHosts: values.ALLOWED_HOSTS,
    /** Origins of other sites whose pages may use the API with a bearer token. */
    corsOrigins: values.CORS_ORIGINS,
    /** How many entries of X-Forwarded-For to trust: the number of our own proxies. */
    trustProxy: values.TRUST_PROXY,
    internalPort: values.INTERNAL_PORT,
    authUrl: values.AUTH_URL,
    mediaUrl: values.MEDIA_URL,
    /** What gateway, auth and media share, by which the gateway signs client addresses; undefined in one process, which makes its own. */
    gatewaySecret: values.GATEWAY_SECRET,
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
    /** Paths of the sockets of decoders in other containers; none: children of this process decode. */
    decoderSockets: values.DECODER_SOCKET,
    workerConcurrency: values.WORKER_CONCURRENCY,
    /** Modifiers of image addresses by their names, without the underscores around them. */
    presets: new Map(
      values.PRESETS.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 2, -1)]),
    ) as ReadonlyMap<string, string>,
    /** Bytes of results of image addresses that are kept, the most recently used ones. */
    transformCacheBytes: values.TRANSFORM_CACHE_BYTES,
    upkeepSeconds: values.UPKEEP_SECONDS,
    graceSeconds: values.GRACE_SECONDS,
    lockSeconds: values.LOCK_SECONDS,
    /** undefined: info, and on a terminal warn. */
    logLevel: values.LOG_LEVEL,
  });
}

/** Returns the folder of a `file:` or `sqlite:` URL, such as `file:data/objects` or `file:///srv/objects`. */
export function folderOf(url: string): string {
  return url.startsWith('file:///') ? fileURLToPath(url) : resolve(url.replace(/^[a-z]+:(\/\/)?/, ''));
}

/** The environment variables of all settings, including those that end in `_FILE`. */
export function settingNames(): string[] {
  return Object.keys(settings).flatMap((name) => [`SHOEBOX_${name}`, ...(SECRET.has(name) ? [`SHOEBOX_${name}_FILE`] : [])]);
}

function refuseUnknown(env: NodeJS.ProcessEnv): void {
  const known = settingNames();
  for (const name of Object.keys(env)) {
    if (!name.startsWith('SHOEBOX_') || known.includes(name)) continue;
    const meant = closest(name, known);
    throw new ConfigError(`There is no setting ${name}${meant ? `: did you mean ${meant}?` : '. docs/settings.md lists all settings.'}`);
  }
}

/**
 * Returns the text of one setting, or undefined when it is not set. Empty counts as not set, as in a compose file with `${NAME:-}`. PORT
 * is also read without the prefix, as hosting platforms set it.
 */
function readSetting(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const full = `SHOEBOX_${name}`;
  const value = env[full] || undefined;
  if (name === 'PORT') return readPort(value, env['PORT'] || undefined);
  const file = SECRET.has(name) ? env[`${full}_FILE`] : undefined;
  if (!file) return value;
  if (value) throw new ConfigError(`${full} and ${full}_FILE are both set; remove one of them.`);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new ConfigError(`${full}_FILE is "${file}", which can’t be read.`);
  }
}

function readPort(prefixed: string | undefined, plain: string | undefined): string | undefined {
  if (prefixed && plain && prefixed !== plain) {
    throw new ConfigError(`SHOEBOX_PORT is "${prefixed}" and PORT is "${plain}"; remove one of them.`);
  }
  return prefixed ?? plain;
}

/** Returns the nearest candidate within three edits (Levenshtein distance), or undefined. */
function closest(word: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates.map((candidate) => ({ candidate, edits: distance(word, candidate) })).sort((a, b) => a.edits - b.edits);
  return ranked[0] && ranked[0].edits <= 3 ? ranked[0].candidate : undefined;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
