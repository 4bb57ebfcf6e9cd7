import { Inject, Injectable } from '@nestjs/common';

import type { Logger } from '#libs/http/log.js';
import { priorityOf } from '#libs/domain/image/priority.js';
import { JobQueue } from '#libs/ports/job-queue.js';

import { LOGGER } from '../resources/media-resources.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

/** Asks the worker for the sizes of a picture. */
@Injectable()
export class VariantJobs {
  constructor(
    private readonly queue: JobQueue,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Returns at once: the queue is a hint, and a request that could not reach it has done its own work all the same. */
  add(row: ImageRow): void {
    const { id, generation } = row;
    this.queue.add({ imageId: id, generation }, { priority: priorityOf(row) }).catch((err: unknown) => {
      this.logger.warn({ err, imageId: id }, 'the queue did not take a job; upkeep will add it');
    });
  }
}
