import type { Config } from '#libs/config/config.js';
import type { Logger } from '#libs/http/log.js';
import type { VariantCache } from '#libs/variant-cache/variant-cache.js';
import type { Decoder } from '#libs/imaging/decoder/decoder.js';
import type { Metrics } from '#libs/metrics/metrics.js';
import type { MediaDatabase } from '#libs/ports/databases.js';
import type { JobQueue } from '#libs/ports/job-queue.js';
import type { ObjectStore } from '#libs/ports/object-store.js';

export type MediaConfig = Pick<Config, 'tmpDir' | 'maxUploadBytes' | 'userQuotaBytes'> & { authUrl: string };

/** What media works with; opened, and closed, by who starts it. */
export interface MediaResources {
  config: MediaConfig;
  database: MediaDatabase;
  objects: ObjectStore;
  queue: JobQueue;
  decoder: Decoder;
  /** To be filled with what is sent, when a gateway in this process looks into it; `database.images` must then drop from it what changes. */
  hot?: VariantCache | undefined;
  logger: Logger;
  /** undefined: nobody asks for them. */
  metrics?: Metrics | undefined;
}

/** Injection token of the quota: bytes that each person may keep, or null. */
export const QUOTA = Symbol('quota');
/** Injection token of the folder of temporary files. */
export const TMP_DIR = Symbol('temporary files');
/** Injection token of the logger, which has no class. */
export const LOGGER = Symbol('media logger');
