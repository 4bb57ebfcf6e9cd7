import { FairQueue } from './fair-queue.js';

export interface SemaphoreOptions {
  /** How many pieces of work run at the same time. */
  permits: number;
  /** How many more may wait. */
  maxQueued: number;
  /** How many of one caller may wait; as many as of all by default. */
  maxQueuedOfCaller?: number;
  /** Makes the error for work that finds the queue full. */
  refusal: () => Error;
}

/**
 * Limits how many pieces of work run at the same time; a bounded number of others waits, that of several callers by turns, and the rest is
 * refused. Not `p-limit`, whose queue has no bound and knows no callers.
 */
export class Semaphore {
  private running = 0;
  private readonly queue = new FairQueue<() => void>();

  constructor(private readonly options: SemaphoreOptions) {}

  /** Runs the work when a permit is free. @param caller whose turn it takes @throws the refusal, and what the work throws */
  async run<T>(work: () => Promise<T>, caller = ''): Promise<T> {
    await this.acquire(caller);
    try {
      return await work();
    } finally {
      this.release();
    }
  }

  private async acquire(caller: string): Promise<void> {
    const { permits, maxQueued, maxQueuedOfCaller = maxQueued, refusal } = this.options;
    if (this.running < permits) {
      this.running++;
      return;
    }
    if (this.queue.size >= maxQueued || this.queue.sizeOf(caller) >= maxQueuedOfCaller) throw refusal();
    await new Promise<void>((resolve) => this.queue.push(caller, resolve));
  }

  /** Hands the permit to the first in the queue, so that work that arrives later can't take it. */
  private release(): void {
    const next = this.queue.shift();
    if (next) next();
    else this.running--;
  }
}
