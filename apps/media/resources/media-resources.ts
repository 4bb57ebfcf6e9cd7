import type { Config } from '#libs/config/config.js';
import type { Logger } from '#libs/http/log.js';
import type { Decoder } from '#libs/imaging/decoder/decoder.js';
import type { Metrics } from '#libs/metrics/metrics.js';
import type { MediaDatabase } from '#libs/ports/databases.js';
import type { JobQueue } from '#libs/ports/job-queue.js';
import type { ObjectStore } from '#libs/ports/object-store.js';
import type { VariantCache } from '#libs/variant-cache/variant-cache.js';

/** Without `authUrl` and `gatewaySecret` only a gateway in this process can make calls. */
export type MediaConfig = Pick<Config, 'tmpDir' | 'maxUploadBytes' | 'userQuotaBytes' | 'presets' | 'authUrl' | 'gatewaySecret'>;

/** Everything that media works with. The caller of `createMedia` opens and closes it. */
export interface MediaResources {
  config: MediaConfig;
  database: MediaDatabase;
  objects: ObjectStore;
  queue: JobQueue;
  decoder: Decoder;
  /** Set when a gateway in this process reads from it. `database.images` must then remove from it what changes. */
  variantCache?: VariantCache | undefined;
  logger: Logger;
  /** undefined: no metrics are collected. */
  metrics?: Metrics | undefined;
}

/** Injection token: bytes that each person may keep who has no quota of their own, or null for no limit. */
export const QUOTA = Symbol('quota');
/** Injection token: the presets of the drive, modifiers by their names (`Presets`). */
export const PRESETS = Symbol('presets');
/** Injection token: the most bytes of one uploaded file. */
export const MAX_UPLOAD_BYTES = Symbol('most bytes of an upload');
/** Injection token: the folder for temporary files. */
export const TMP_DIR = Symbol('temporary files');
/** Injection token: the logger, which has no class. */
export const LOGGER = Symbol('media logger');
/** Injection token: the metrics, or null when none are collected. */
export const METRICS = Symbol('media metrics');
