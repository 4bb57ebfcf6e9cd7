import { once } from 'node:events';
import { PassThrough } from 'node:stream';

import { encodeEventCursor } from './event-cursor.js';
import type { Event } from './event.js';

/** Bytes that may wait for a client; who is further behind is told the rest as it reads. */
const MOST_WAITING = 512 * 1024;
/** Milliseconds between two signs of life. */
const BEAT = 15_000;
/**
 * Milliseconds that each look goes back before the last: a change carries the time at which it began, and may be there only after others
 * that began later.
 */
export const LOOK_BACK = 10_000;

/** One connection that listens, in the form of server-sent events (HTML standard, section 9.2). */
export class Listener {
  readonly stream = new PassThrough();
  /** Hears of changes as they happen; false while it is told those that it missed. */
  live = false;
  /** By picture, what it was told last, as long as a look may come upon it again. */
  private readonly told = new Map<string, Pick<Event, 'at' | 'digest'>>();
  private readonly timer = setInterval(() => this.beat(), BEAT);
  /** From where on to remember what was told: before it no look will come again. */
  private since = 0;
  /** The newest moment that the client may name when it comes back. */
  private cursor = 0;

  /** @param position milliseconds; all changes before have been told */
  constructor(public position: number) {
    this.stream.once('close', () => clearInterval(this.timer)).on('error', () => undefined);
    this.beat();
  }

  get closed(): boolean {
    return this.stream.destroyed || this.stream.writableEnded;
  }

  /** Whether more waits for the client than should. */
  get full(): boolean {
    return this.stream.writableLength + this.stream.readableLength > MOST_WAITING;
  }

  /** Tells the event, unless it was told before. */
  tell(event: Event): void {
    if (this.knows(event) || this.closed) return;
    this.note(event);
    this.stream.write(`id: ${this.id(event.at)}\n${event.lines}\n\n`);
  }

  /** Takes the event for told, without a word. */
  note({ id, at, digest }: Event): void {
    if (at >= this.since) this.told.set(id, { at, digest });
  }

  /** A look begins at this time, and the next one will go back no further than from here. */
  begin(now: number): void {
    this.since = now - LOOK_BACK;
  }

  /** All changes before this time have been told. */
  reach(position: number): void {
    this.position = Math.max(this.position, position);
    for (const [id, { at }] of this.told) if (at < this.position - LOOK_BACK) this.told.delete(id);
  }

  /** Resolves when the client has taken most of what waited, or has gone. */
  async drained(): Promise<void> {
    if (this.stream.writableNeedDrain && !this.closed) {
      const gone = new AbortController();
      const onClose = () => gone.abort();
      this.stream.once('close', onClose);
      await once(this.stream, 'drain', { signal: gone.signal }).catch(() => undefined);
      this.stream.off('close', onClose);
    }
  }

  /** Ends it, at once when the client does not read. */
  end(): void {
    clearInterval(this.timer);
    if (this.stream.writableNeedDrain) this.stream.destroy();
    else this.stream.end();
  }

  private id(at: number): string {
    this.cursor = Math.max(this.cursor, this.position, at);
    return encodeEventCursor(this.cursor);
  }

  private knows({ id, at, digest }: Event): boolean {
    return at < this.position - LOOK_BACK || this.told.get(id)?.digest === digest;
  }

  /** A comment keeps the connection alive, and the id lets the client go on from here although nothing happened. */
  private beat(): void {
    if (!this.full && !this.closed) this.stream.write(`: listening\nid: ${this.id(0)}\n\n`);
  }
}
