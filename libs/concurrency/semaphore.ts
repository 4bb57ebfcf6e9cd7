/**
 * Limits how many pieces of work run at the same time; a bounded number of others waits in order of arrival, and the rest is refused.
 * Not `p-limit`, whose queue has no bound.
 */
export class Semaphore {
  private running = 0;
  private readonly queue: (() => void)[] = [];

  /** @param refusal makes the error for work that finds the queue full */
  constructor(
    private readonly permits: number,
    private readonly maxQueued: number,
    private readonly refusal: () => Error,
  ) {}

  /** Runs the work when a permit is free. @throws the refusal, and what the work throws */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.acquire();
    try {
      return await work();
    } finally {
      this.release();
    }
  }

  private async acquire(): Promise<void> {
    if (this.running < this.permits) {
      this.running++;
      return;
    }
    if (this.queue.length >= this.maxQueued) throw this.refusal();
    await new Promise<void>((resolve) => this.queue.push(resolve));
  }

  /** Hands the permit to the first in the queue, so that work that arrives later can't take it. */
  private release(): void {
    const next = this.queue.shift();
    if (next) next();
    else this.running--;
  }
}
