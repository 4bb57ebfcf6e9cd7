import { FairQueue } from '#libs/concurrency/fair-queue.js';

/** Bodies that are read at the same time. */
const CONCURRENCY = 2;
/** A slot is checked every so many milliseconds. It ends when fewer bytes than this arrived since the last check, or after ten checks. */
const CHECK_INTERVAL = 50;
const MIN_BYTES = 128 * 1024;
const MAX_CHECKS = 10;

/**
 * Gives large request bodies time slots: a few are read at a time while the others wait in the kernel's buffers. When twenty bodies are
 * read side by side, each chunk lives long enough to reach the garbage collector's old generation, where tens of megabytes accumulate
 * (docs/decisions/0006). A slot is short, and shorter for a slow client, and callers take turns, so none of them can block the others.
 */
export class BodyScheduler {
  private active = 0;
  private readonly waiting = new FairQueue<() => void>();

  /** Resolves when a slot is free; those of one owner in the order of the calls, those of several by turns. The caller must end it. */
  async acquire(owner = ''): Promise<BodySlot> {
    if (this.active >= CONCURRENCY) await new Promise<void>((resolve) => this.waiting.push(owner, resolve));
    else this.active++;
    return new BodySlot(() => this.release());
  }

  private release(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.active--;
  }
}

export class BodySlot {
  ended = false;
  private bytes = 0;
  private checks = 0;
  private readonly timer = setInterval(() => this.check(), CHECK_INTERVAL).unref();

  constructor(private readonly onEnd: () => void) {}

  /** Counts bytes that arrived. */
  count(bytes: number): void {
    this.bytes += bytes;
  }

  end(): void {
    if (this.ended) return;
    this.ended = true;
    clearInterval(this.timer);
    this.onEnd();
  }

  private check(): void {
    if (this.bytes < MIN_BYTES || ++this.checks === MAX_CHECKS) this.end();
    this.bytes = 0;
  }
}
