import { Controller, Get, Inject } from '@nestjs/common';

import { Problem } from '#libs/contract/errors.js';
import { Public } from '#libs/http/identity.js';
import type { Logger } from '#libs/http/log.js';
import { ImageRepository } from '#libs/ports/image-repository.js';
import { ObjectStore, StoreFull } from '#libs/ports/object-store.js';

import { LOGGER } from './media-resources.js';

/** Seconds after which to look again. */
const RETRY_AFTER = 2;

/** Whether the process lives, and whether it can do its work. The queue is no part of that: uploads are kept without it. */
@Public()
@Controller('health')
export class Health {
  constructor(
    private readonly images: ImageRepository,
    private readonly objects: ObjectStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Get('live')
  live() {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready() {
    const parts = { 'the database of pictures': this.images.check(), 'the object store': this.objects.check() };
    const results = await Promise.allSettled(Object.values(parts));
    for (const result of results) {
      if (result.status === 'rejected') this.logger.warn({ err: result.reason as unknown }, 'not ready');
    }
    const wrong = Object.keys(parts).filter((_, index) => isAway(results[index]!));
    if (wrong.length === 0) return { status: 'ok' };
    throw new Problem('UNAVAILABLE', `Not working: ${wrong.join(' and ')}. Try again in a moment.`, { retryAfter: RETRY_AFTER });
  }
}

/** A full disk is none that is away: pictures are shown, and people must get in to make room. */
function isAway(result: PromiseSettledResult<void>): boolean {
  return result.status === 'rejected' && !(result.reason instanceof StoreFull);
}
