import { once } from 'node:events';
import { PassThrough } from 'node:stream';

import { encodeEventId, type Event } from './event.js';

/** Bytes that may be buffered for a client. One that reads more slowly is sent the rest as it reads (backpressure). */
const MAX_BUFFERED = 512 * 1024;
/** Milliseconds between two heartbeats. */
const HEARTBEAT = 15_000;
/**
 * Milliseconds by which each poll overlaps with the one before: a change carries the time at which its transaction began, and may become
 * visible after others that began later.
 */
export const OVERLAP = 10_000;

/** One connection that receives server-sent events (HTML standard, section 9.2). */
export class Listener {
  readonly stream = new PassThrough();
  /** Whether it is sent changes as they happen; false while it is sent those that it missed. */
  live = false;
  /** By image, the last event sent, as long as a poll may find it again. */
  private readonly sent = new Map<string, Pick<Event, 'at' | 'digest'>>();
  private readonly timer = setInterval(() => this.heartbeat(), HEARTBEAT);
  /** Events before this time need not be remembered: no poll will find them again. */
  private rememberFrom = 0;
  /** The latest time from which the client may resume. */
  private resumeAt = 0;

  /** @param position milliseconds; all changes before have been sent */
  constructor(public position: number) {
    this.stream.once('close', () => clearInterval(this.timer)).on('error', () => undefined);
    this.heartbeat();
  }

  get closed(): boolean {
    return this.stream.destroyed || this.stream.writableEnded;
  }

  get full(): boolean {
    return this.stream.writableLength + this.stream.readableLength > MAX_BUFFERED;
  }

  /** Sends the event, unless it was sent before. */
  send(event: Event): void {
    if (this.wasSent(event) || this.closed) return;
    this.remember(event);
    this.stream.write(`id: ${this.nextId(event.at)}\n${event.lines}\n\n`);
  }

  /** Treats the event as sent. */
  remember({ id, at, digest }: Event): void {
    if (at >= this.rememberFrom) this.sent.set(id, { at, digest });
  }

  /** A poll begins at this time; the next one will look back no further than `OVERLAP` before it. */
  beginPoll(now: number): void {
    this.rememberFrom = now - OVERLAP;
  }

  /** All changes before this time have been sent. It is earlier than the last one when a clock was set back. */
  advance(position: number): void {
    if (position < this.position) this.resumeAt = position;
    this.position = position;
    for (const [id, { at }] of this.sent) if (at < this.position - OVERLAP) this.sent.delete(id);
  }

  /** Resolves when the client has read most of the buffer, or has left. */
  async drained(): Promise<void> {
    if (this.stream.writableNeedDrain && !this.closed) {
      const left = new AbortController();
      const onClose = () => left.abort();
      this.stream.once('close', onClose);
      await once(this.stream, 'drain', { signal: left.signal }).catch(() => undefined);
      this.stream.off('close', onClose);
    }
  }

  /** Ends the connection, without waiting for a client that does not read. */
  end(): void {
    clearInterval(this.timer);
    if (this.stream.writableNeedDrain) this.stream.destroy();
    else this.stream.end();
  }

  private nextId(at: number): string {
    this.resumeAt = Math.max(this.resumeAt, this.position, at);
    return encodeEventId(this.resumeAt);
  }

  private wasSent({ id, at, digest }: Event): boolean {
    return at < this.position - OVERLAP || this.sent.get(id)?.digest === digest;
  }

  /** The comment keeps the connection alive; the id lets the client resume from here although nothing happened. */
  private heartbeat(): void {
    if (!this.full && !this.closed) this.stream.write(`: listening\nid: ${this.nextId(0)}\n\n`);
  }
}
