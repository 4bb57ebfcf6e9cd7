import type { Logger } from '#libs/http/log.js';
import type { DriveRepository } from '#libs/ports/drive-repository.js';
import type { ChangeCursor, ImageRepository } from '#libs/ports/image-repository.js';

import { eventOf, type Event } from './event.js';
import { Listener, OVERLAP } from './listener.js';

/** Milliseconds between two polls. */
const POLL_INTERVAL = 1_000;
/** Changes that are read at a time. */
const PAGE = 200;

export interface FeedOptions {
  images: ImageRepository;
  /** Its clock stamps the changes. */
  drive: DriveRepository;
  logger: Logger;
  owner: string;
  /** User name of the owner. */
  ownerName: string;
  /** Called when the last listener has left. */
  onIdle: () => void;
}

/**
 * The changes of one owner's images. The repository is polled once a second for all listeners together, and never without one. All times
 * are those of the clock that stamps the changes, so the clock of this machine may be wrong.
 */
export class Feed {
  private readonly listeners = new Set<Listener>();
  private timer: NodeJS.Timeout | undefined;
  private polling: Promise<void> = Promise.resolve();
  private ended = false;

  constructor(private readonly options: FeedOptions) {}

  get size(): number {
    return this.listeners.size;
  }

  /** Adds a listener for changes from now on, or since a time. @param now, since milliseconds @throws RepositoryUnavailable */
  async listen(now: number, since?: number): Promise<Listener> {
    const listener = new Listener(since ?? now);
    this.listeners.add(listener);
    listener.stream.once('close', () => this.leave(listener));
    try {
      // A new listener is not sent the changes that can be seen by now; those that are committed later are sent.
      if (since === undefined) await this.replay(listener, (event) => listener.remember(event));
      listener.live = since === undefined;
    } catch (error) {
      listener.stream.destroy();
      throw error;
    }
    if (!listener.live) void this.catchUp(listener);
    this.timer ??= setTimeout(() => this.poll(), POLL_INTERVAL);
    return listener;
  }

  end(): void {
    this.ended = true;
    clearTimeout(this.timer);
    for (const listener of this.listeners) listener.end();
  }

  private leave(listener: Listener): void {
    this.listeners.delete(listener);
    if (this.listeners.size > 0) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.options.onIdle();
  }

  private poll(): void {
    this.polling = this.sendChanges()
      .catch((err: unknown) => this.options.logger.warn({ err }, 'changes could not be read; the next poll reads them again'))
      .then(() => {
        if (this.listeners.size > 0 && !this.ended) this.timer = setTimeout(() => this.poll(), POLL_INTERVAL);
        else this.timer = undefined;
      });
  }

  /** Sends new changes to all live listeners. One that reads too slowly is no longer live and catches up on its own. */
  private async sendChanges(): Promise<void> {
    const began = await this.now();
    const live = [...this.listeners].filter((listener) => listener.live);
    if (live.length === 0) return;
    for (const listener of live) listener.beginPoll(began);
    for await (const event of this.events(Math.min(...live.map(({ position }) => position)))) {
      for (const listener of live) {
        if (listener.live && listener.full) this.fallBehind(listener);
        if (listener.live) listener.send(event);
      }
    }
    for (const listener of live) if (listener.live) listener.advance(began);
  }

  private fallBehind(listener: Listener): void {
    listener.live = false;
    void this.catchUp(listener);
  }

  /** Sends one listener what it missed, as fast as it reads; then it is live. */
  private async catchUp(listener: Listener): Promise<void> {
    try {
      await this.replay(listener, (event) => listener.send(event));
      // A poll that is running has already sent some events to the others, which this listener would miss.
      await this.polling;
      listener.live = true;
    } catch (err) {
      this.options.logger.warn({ err }, 'changes could not be read; the client will reconnect and resume');
      listener.stream.destroy();
    }
  }

  private async replay(listener: Listener, onEvent: (event: Event) => void): Promise<void> {
    const began = await this.now();
    listener.beginPoll(began);
    for await (const event of this.events(listener.position)) {
      if (listener.closed) return;
      onEvent(event);
      if (listener.full) await listener.drained();
    }
    listener.advance(began);
  }

  private async now(): Promise<number> {
    return (await this.options.drive.now()).getTime();
  }

  /** The changes since a time, and shortly before it (`OVERLAP`), oldest first. */
  private async *events(since: number) {
    const { images, owner, ownerName } = this.options;
    let after: ChangeCursor | undefined = { at: new Date(since - OVERLAP) };
    while (after) {
      const page = await images.changes(owner, after, PAGE);
      for (const change of page) {
        const event = eventOf(change, ownerName);
        if (event) yield event;
      }
      after = page.length === PAGE ? page.at(-1) : undefined;
    }
  }
}
