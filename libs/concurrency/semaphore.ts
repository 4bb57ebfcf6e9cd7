import { FairQueue } from './fair-queue.js';

export interface SemaphoreOptions {
  /** How many pieces of work run at the same time. */
  permits: number;
  /** How many of one caller run at the same time; as many as of all by default. */
  permitsOfCaller?: number;
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
  private readonly runningOf = new Map<string, number>();
  private readonly queue = new FairQueue<Waiting>();

  constructor(private readonly options: SemaphoreOptions) {}

  /** Runs the work when a permit is free. @param caller whose turn it takes @throws the refusal, and what the work throws */
  async run<T>(work: () => Promise<T>, caller = ''): Promise<T> {
    await this.acquire(caller);
    try {
      return await work();
    } finally {
      this.release(caller);
    }
  }

  private async acquire(caller: string): Promise<void> {
    const { permits, maxQueued, maxQueuedOfCaller = maxQueued, refusal } = this.options;
    if (this.running < permits && this.mayRun(caller)) return this.take(caller);
    if (this.queue.size >= maxQueued || this.queue.sizeOf(caller) >= maxQueuedOfCaller) throw refusal();
    await new Promise<void>((begin) => this.queue.push(caller, { caller, begin }));
  }

  private mayRun(caller: string): boolean {
    return (this.runningOf.get(caller) ?? 0) < (this.options.permitsOfCaller ?? Infinity);
  }

  private take(caller: string): void {
    this.running++;
    this.runningOf.set(caller, (this.runningOf.get(caller) ?? 0) + 1);
  }

  /** Hands the permit to the first in the queue who may run, so that work that arrives later can't take it. */
  private release(caller: string): void {
    this.running--;
    const left = this.runningOf.get(caller)! - 1;
    if (left > 0) this.runningOf.set(caller, left);
    else this.runningOf.delete(caller);
    const next = this.queue.shift((flow) => this.mayRun(flow));
    if (!next) return;
    this.take(next.caller);
    next.begin();
  }
}

/** Work that has no permit yet. */
interface Waiting {
  caller: string;
  begin: () => void;
}
