import { Global, Module, type DynamicModule } from '@nestjs/common';

import type { Config } from '#libs/config/config.js';
import type { Logger } from '#libs/http/log.js';
import { Decoder } from '#libs/imaging/decoder/decoder.js';
import type { Metrics } from '#libs/metrics/metrics.js';
import { ChangedRows } from '#libs/ports/changed-rows.js';
import type { MediaDatabase } from '#libs/ports/databases.js';
import { DriveRepository } from '#libs/ports/drive-repository.js';
import { ImageMaintenance } from '#libs/ports/image-maintenance.js';
import { ImageRepository } from '#libs/ports/image-repository.js';
import { JobQueue } from '#libs/ports/job-queue.js';
import { ObjectStore } from '#libs/ports/object-store.js';
import { RateLimitRepository } from '#libs/ports/rate-limit-repository.js';
import { ShareRepository } from '#libs/ports/share-repository.js';

import { DriveCheck } from './drive-check.js';

/** Everything the worker uses. Its starter opens and closes it. */
export interface WorkerResources {
  config: Config;
  database: MediaDatabase;
  objects: ObjectStore;
  queue: JobQueue;
  decoder: Decoder;
  /** False where media runs in another process: media then assigns the id of a new drive (see DriveCheck). */
  assignsDriveId?: boolean;
  logger: Logger;
  /** undefined: nobody reads metrics. */
  metrics?: Metrics | undefined;
}

/** Injection token of the settings (`Config`). */
export const CONFIG = Symbol('settings');
/** Injection token of the logger (`Logger`), which has no class. */
export const LOGGER = Symbol('logger');
/** Injection token of `Metrics | null`. */
export const METRICS = Symbol('metrics');

/** Makes the resources injectable in every module of the worker, each under its own class. */
@Global()
@Module({})
export class WorkerResourcesModule {
  static with({ config, database, objects, queue, decoder, assignsDriveId = true, logger, metrics }: WorkerResources): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: config },
      { provide: LOGGER, useValue: logger },
      { provide: METRICS, useValue: metrics ?? null },
      { provide: ImageRepository, useValue: database.images },
      { provide: ImageMaintenance, useValue: database.maintenance },
      { provide: DriveRepository, useValue: database.drive },
      { provide: ShareRepository, useValue: database.shares },
      { provide: ChangedRows, useValue: database.changedRows },
      { provide: RateLimitRepository, useValue: database.rateLimits },
      { provide: ObjectStore, useValue: objects },
      { provide: JobQueue, useValue: queue },
      { provide: Decoder, useValue: decoder },
      { provide: DriveCheck, useValue: new DriveCheck({ database, objects, tmpDir: config.tmpDir, givesId: assignsDriveId }) },
    ];
    return { module: WorkerResourcesModule, providers, exports: providers.map(({ provide }) => provide) };
  }
}
