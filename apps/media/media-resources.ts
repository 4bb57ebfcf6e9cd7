import type { Config } from '#libs/config/config.js';
import type { Logger } from '#libs/http/log.js';
import type { VariantCache } from '#libs/variant-cache/variant-cache.js';
import type { Decoder } from '#libs/imaging/decoder/decoder.js';
import type { Metrics } from '#libs/metrics/metrics.js';
import type { AlbumRepository } from '#libs/ports/album-repository.js';
import type { ImageRepository } from '#libs/ports/image-repository.js';
import type { JobQueue } from '#libs/ports/job-queue.js';
import type { ObjectStore } from '#libs/ports/object-store.js';
import type { ShareRepository } from '#libs/ports/share-repository.js';

export type MediaConfig = Pick<Config, 'tmpDir' | 'maxUploadBytes' | 'userQuotaBytes'> & { authUrl: string };

/** What media works with; opened, and closed, by who starts it. */
export interface MediaResources {
  config: MediaConfig;
  images: ImageRepository;
  /** Of the same database. */
  albums: AlbumRepository;
  shares: ShareRepository;
  objects: ObjectStore;
  queue: JobQueue;
  decoder: Decoder;
  /** To be filled with what is sent, when a gateway in this process looks into it; `images` must then drop from it what changes. */
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
