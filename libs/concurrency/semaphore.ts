import { Problem } from '#libs/contract/errors.js';

/** Seconds after which somebody who was not let in may try again. */
const RETRY_AFTER = 5;

/** Lets a few pieces of work run at once, a bounded number wait in the order of their coming, and refuses the rest. */
export class Semaphore {
  private running = 0;
  private readonly queue: (() => void)[] = [];

  constructor(
    private readonly places: number,
    private readonly maxWaiting: number,
  ) {}

  /** @throws Problem UNAVAILABLE when too many wait already */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.enter();
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  private async enter(): Promise<void> {
    if (this.running < this.places) {
      this.running++;
      return;
    }
    if (this.queue.length >= this.maxWaiting) {
      throw new Problem('UNAVAILABLE', 'Too many people log in right now. Try again in a few seconds.', { retryAfter: RETRY_AFTER });
    }
    await new Promise<void>((resolve) => this.queue.push(resolve));
  }

  /** The place goes straight to the next in the queue, so that nobody who comes later can take it. */
  private leave(): void {
    const next = this.queue.shift();
    if (next) next();
    else this.running--;
  }
}
