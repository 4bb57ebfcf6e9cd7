import type { Logger } from '#libs/http/log.js';
import type { ChangeCursor, ImageRepository } from '#libs/ports/image-repository.js';

import { eventOf, type Event } from './event.js';
import { Listener, LOOK_BACK } from './listener.js';

/** Milliseconds between two looks. */
const PAUSE = 1_000;
/** Changes that are read at once. */
const PAGE = 200;

export interface FeedOptions {
  images: ImageRepository;
  logger: Logger;
  owner: string;
  /** User name of the owner. */
  ownerName: string;
  /** Called when the last listener has gone. */
  onIdle: () => void;
}

/** What changes for one person: one look a second, however many listen, and none when nobody does. */
export class Feed {
  private readonly listeners = new Set<Listener>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private ended = false;

  constructor(private readonly options: FeedOptions) {}

  get size(): number {
    return this.listeners.size;
  }

  /** A listener from now on, or from `since` (milliseconds). Resolves when it has its place. @throws RepositoryUnavailable */
  async listen(since: number | undefined): Promise<Listener> {
    const listener = new Listener(since ?? Date.now());
    this.listeners.add(listener);
    listener.stream.once('close', () => this.leave(listener));
    try {
      // What there is by now is no news to who begins now; what is committed after this look is.
      if (since === undefined) await this.follow(listener, (event) => listener.note(event));
      listener.live = since === undefined;
    } catch (error) {
      listener.stream.destroy();
      throw error;
    }
    if (!listener.live) void this.catchUp(listener);
    this.timer ??= setTimeout(() => this.look(), PAUSE);
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

  private look(): void {
    this.looking = this.tellAll()
      .catch((err: unknown) => this.options.logger.warn({ err }, 'changes could not be looked up; the next look goes back further'))
      .then(() => {
        if (this.listeners.size > 0 && !this.ended) this.timer = setTimeout(() => this.look(), PAUSE);
        else this.timer = undefined;
      });
  }

  /** Tells those that are up to date what happened since; who does not read becomes one that catches up. */
  private async tellAll(): Promise<void> {
    const began = Date.now();
    const live = [...this.listeners].filter((listener) => listener.live);
    if (live.length === 0) return;
    for (const listener of live) listener.begin(began);
    for await (const event of this.events(Math.min(...live.map(({ position }) => position)))) {
      for (const listener of live) {
        if (listener.live && listener.full) this.fallBehind(listener);
        if (listener.live) listener.tell(event);
      }
    }
    for (const listener of live) if (listener.live) listener.reach(began);
  }

  private fallBehind(listener: Listener): void {
    listener.live = false;
    void this.catchUp(listener);
  }

  /** Tells one listener what it missed, as fast as it reads, and lets it listen with the others then. */
  private async catchUp(listener: Listener): Promise<void> {
    try {
      await this.follow(listener, (event) => listener.tell(event));
      // Not in the middle of a look that has told the others already.
      await this.looking;
      listener.live = true;
    } catch (err) {
      this.options.logger.warn({ err }, 'changes could not be looked up; the client comes back and asks again');
      listener.stream.destroy();
    }
  }

  private async follow(listener: Listener, hear: (event: Event) => void): Promise<void> {
    const began = Date.now();
    listener.begin(began);
    for await (const event of this.events(listener.position)) {
      if (listener.closed) return;
      hear(event);
      if (listener.full) await listener.drained();
    }
    listener.reach(began);
  }

  /** What changed since, and a little before, oldest first. */
  private async *events(since: number) {
    const { images, owner, ownerName } = this.options;
    let after: ChangeCursor | undefined = { at: new Date(since - LOOK_BACK) };
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
