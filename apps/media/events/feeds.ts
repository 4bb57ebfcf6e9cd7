import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';

import { Problem } from '#libs/contract/errors.js';
import type { Logger } from '#libs/http/log.js';
import { ImageRepository } from '#libs/ports/image-repository.js';

import { LOGGER } from '../resources/media-resources.js';
import { Feed } from './feed.js';
import type { Listener } from './listener.js';

/** Connections that one person may listen on at a time. */
const MOST_LISTENERS = 20;
const RETRY_AFTER = 10;

/** The feeds of those who listen right now. */
@Injectable()
export class Feeds implements BeforeApplicationShutdown {
  private readonly feeds = new Map<string, Feed>();
  private closing = false;

  constructor(
    private readonly images: ImageRepository,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @param since milliseconds; undefined: now. @throws Problem RATE_LIMITED, UNAVAILABLE */
  async listen(owner: string, ownerName: string, since: number | undefined): Promise<Listener> {
    if (this.closing) throw new Problem('UNAVAILABLE', 'The drive is stopping. Try again in a moment.', { retryAfter: RETRY_AFTER });
    const feed = this.feeds.get(owner) ?? this.open(owner, ownerName);
    if (feed.size >= MOST_LISTENERS) {
      throw new Problem('RATE_LIMITED', `You listen on ${MOST_LISTENERS} connections already. Close one of them first.`, {
        retryAfter: RETRY_AFTER,
      });
    }
    return feed.listen(since);
  }

  /** A stop must not wait for those who listen for ever. */
  beforeApplicationShutdown(): void {
    this.closing = true;
    for (const feed of this.feeds.values()) feed.end();
  }

  private open(owner: string, ownerName: string): Feed {
    const feed = new Feed({
      images: this.images,
      logger: this.logger,
      owner,
      ownerName,
      onIdle: () => this.feeds.delete(owner),
    });
    this.feeds.set(owner, feed);
    return feed;
  }
}
