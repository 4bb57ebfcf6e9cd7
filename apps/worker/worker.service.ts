import type { OnApplicationBootstrap } from '@nestjs/common';

import type { VariantsJob } from '#libs/ports/job-queue.js';

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
}
