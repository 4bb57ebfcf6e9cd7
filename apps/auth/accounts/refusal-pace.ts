import { setTimeout as sleep } from 'node:timers/promises';

import { Problem } from '#libs/api/errors.js';
import { siteOf } from '#libs/http/networks.js';

/** Refusals of one site that are answered at once; then one each so many milliseconds, and none later than that. */
const [AT_ONCE, INTERVAL, LONGEST] = [20, 50, 5_000];

/**
 * Spaces the refusals of each site. Whoever asks again as soon as it is refused asks as often as it is answered: two hundred connections
 * that are refused at once take a core for nothing but refusals. (This is GCRA, ITU-T I.371 annex A.)
 */
export class RefusalPace {
  /** When each site would have been answered if all its refusals were one interval apart. */
  private readonly due = new Map<string, number>();

  /** @param now milliseconds of a clock that is never set */
  constructor(
    private readonly wait: (ms: number) => Promise<unknown> = sleep,
    private readonly now = () => performance.now(),
  ) {}

  /** Does the work of a client of this address. When it is refused for what others or the client do (429, 503), that may take a while. */
  async keep<T>(address: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Problem && (error.code === 'RATE_LIMITED' || error.code === 'UNAVAILABLE')) await this.pause(siteOf(address));
      throw error;
    }
  }

  private async pause(site: string): Promise<void> {
    const now = this.now();
    for (const [other, due] of this.due) if (due <= now) this.due.delete(other);
    const due = Math.max(now, this.due.get(site) ?? 0);
    const ms = due - now - (AT_ONCE - 1) * INTERVAL;
    // Those beyond it are not counted, so that none waits longer, nor the site when it has stopped.
    if (ms < LONGEST) this.due.set(site, due + INTERVAL);
    if (ms > 0) await this.wait(ms);
  }
}
