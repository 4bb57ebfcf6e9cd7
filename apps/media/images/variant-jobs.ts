import { Inject, Injectable } from '@nestjs/common';

import type { Logger } from '#libs/http/log.js';
import { priorityOf } from '#libs/domain/image/transitions.js';
import { JobQueue } from '#libs/ports/job-queue.js';

import { LOGGER } from '../resources/media-resources.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

/** Adds jobs that make the variants of images. */
@Injectable()
export class VariantJobs {
  constructor(
    private readonly queue: JobQueue,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Returns at once. The queue is only a hint: without it the request succeeds, and maintenance adds the job later. */
  add(row: ImageRow): void {
    const { id, owner, generation } = row;
    this.queue.add({ imageId: id, generation }, { priority: priorityOf(row), owner }).catch((err: unknown) => {
      this.logger.warn({ err, imageId: id }, 'the queue did not take a job; maintenance will add it');
    });
  }
}
