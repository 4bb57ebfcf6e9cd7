import { FairQueue } from '#libs/concurrency/fair-queue.js';

/** Requests that begin in one round of the event loop. Each does up to half a millisecond of work at once. */
const PER_ROUND = 4;

/**
 * Spreads the requests of a burst over several rounds of the event loop, those of several networks by turns. Without it two hundred that
 * come at once hold the loop for 60 ms; and since each is answered in the same round as the others, those who wait for that come again at
 * once. It delays nothing while few requests come.
 */
export class RequestStarts {
  private readonly waiting = new FairQueue<() => void>();
  private begun = 0;
  private isScheduled = false;

  /** Resolves when a request of this network may begin. Nobody needs to say when it has ended. */
  async admit(network: string): Promise<void> {
    this.schedule();
    // Nobody waits then: a round begins with those that do.
    if (this.begun < PER_ROUND) this.begun++;
    else await new Promise<void>((resolve) => this.waiting.push(network, resolve));
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => this.nextRound());
  }

  private nextRound(): void {
    this.isScheduled = false;
    this.begun = 0;
    while (this.begun < PER_ROUND) {
      const begin = this.waiting.shift();
      if (!begin) return;
      this.begun++;
      this.schedule();
      begin();
    }
  }
}
