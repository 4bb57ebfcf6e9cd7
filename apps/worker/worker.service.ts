import type { OnApplicationBootstrap } from '@nestjs/common';

import { driveMismatch } from '#libs/images/drive-id.js';
import type { VariantsJob } from '#libs/ports/job-queue.js';
import { StoreFull } from '#libs/ports/object-store.js';

import { createUpkeep } from './upkeep/upkeep.js';
import { makeVariants } from './variants/make-variants.js';
import type { WorkerResources } from './worker-resources.js';

/** Takes jobs as long as the queue is open, and keeps the drive in order. */
export class WorkerService implements OnApplicationBootstrap {
  constructor(private readonly resources: WorkerResources) {}

  onApplicationBootstrap(): void {
    const { queue, config } = this.resources;
    queue.process((job, signal) => this.run(job, signal), { concurrency: config.workerConcurrency });
    queue.every(config.upkeepSeconds, createUpkeep(this.resources));
  }

  /** A signal is aborted only when the queue closes for good; then the children go too, and the job leaves its row for the next start. */
  private async run(job: VariantsJob, signal: AbortSignal): Promise<void> {
    const onAbort = () => void this.resources.decoder.close();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      await makeVariants(this.resources, job);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** What keeps the worker from its work, for people; null when nothing does. */
  async wrong(): Promise<string | null> {
    const { images, objects, queue, config } = this.resources;
    const checks = { database: images.check(), storage: objects.check(), queue: queue.check() };
    const results = await Promise.allSettled(Object.values(checks));
    const missing = Object.keys(checks).filter((_, i) => isAway(results[i]!));
    if (missing.length > 0) return `Waiting for: ${missing.join(', ')}.`;
    return driveMismatch({ images, objects, tmpDir: config.tmpDir });
  }
}

/** A full disk is none that is away: there is nothing to wait for, sizes are made as soon as there is room. */
function isAway(result: PromiseSettledResult<void>): boolean {
  return result.status === 'rejected' && !(result.reason instanceof StoreFull);
}
