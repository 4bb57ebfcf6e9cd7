import type { Config } from '#libs/config/config.js';
import type { Logger } from '#libs/http/log.js';
import type { Decoder } from '#libs/imaging/decoder/decoder.js';
import type { Metrics } from '#libs/metrics/metrics.js';
import type { MediaDatabase } from '#libs/ports/databases.js';
import type { JobQueue } from '#libs/ports/job-queue.js';
import type { ObjectStore } from '#libs/ports/object-store.js';

/** What the worker works with, opened by its start or by the launcher. */
export interface WorkerResources {
  config: Config;
  database: MediaDatabase;
  objects: ObjectStore;
  queue: JobQueue;
  decoder: Decoder;
  /** False: media gives a new drive its id (DriveParts). */
  givesId?: boolean;
  logger: Logger;
  /** undefined: nobody asks for them. */
  metrics?: Metrics | undefined;
}
