import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';

import { Problem } from '#libs/api/errors.js';
import type { Identity } from '#libs/http/identity.js';
import type { Logger } from '#libs/http/log.js';
import { DriveRepository } from '#libs/ports/drive-repository.js';
import { ImageRepository } from '#libs/ports/image-repository.js';

import { LOGGER } from '../resources/media-resources.js';
import { decodeEventId } from './event.js';
import { Feed } from './feed.js';
import type { Listener } from './listener.js';

/** Connections that one person may have at a time. */
const MAX_LISTENERS = 20;
const RETRY_AFTER = 10;

/** One feed for each person who has connections open. */
@Injectable()
export class EventsService implements BeforeApplicationShutdown {
  private readonly feeds = new Map<string, Feed>();
  private stopping = false;

  constructor(
    private readonly images: ImageRepository,
    private readonly drive: DriveRepository,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * @param lastEventId the id of the last event that the client was sent; undefined: changes from now on
   * @throws Problem BAD_REQUEST, RATE_LIMITED, UNAVAILABLE
   */
  async listen({ userId: owner, userName: ownerName }: Identity, lastEventId: string | undefined): Promise<Listener> {
    const now = (await this.drive.now()).getTime();
    const since = lastEventId === undefined ? undefined : decodeEventId(lastEventId, now);
    if (this.stopping) throw new Problem('UNAVAILABLE', 'The drive is stopping. Try again in a moment.', { retryAfter: RETRY_AFTER });
    const feed = this.feeds.get(owner) ?? this.open(owner, ownerName);
    if (feed.size >= MAX_LISTENERS) {
      const detail = `You already have ${MAX_LISTENERS} connections for events. Close one of them first.`;
      throw new Problem('RATE_LIMITED', detail, { retryAfter: RETRY_AFTER });
    }
    return feed.listen(now, since);
  }

  /** Ends all connections: they would otherwise keep the process from stopping. */
  beforeApplicationShutdown(): void {
    this.stopping = true;
    for (const feed of this.feeds.values()) feed.end();
  }

  private open(owner: string, ownerName: string): Feed {
    const { images, drive, logger } = this;
    const feed = new Feed({ images, drive, logger, owner, ownerName, onIdle: () => this.feeds.delete(owner) });
    this.feeds.set(owner, feed);
    return feed;
  }
}
