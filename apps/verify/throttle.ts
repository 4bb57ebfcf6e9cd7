import { setTimeout as sleep } from 'node:timers/promises';

/** Bounds how many bytes are read in a second, over everything that reads at the same time. */
export class Throttle {
  private freeAt = 0;

  /** @param bytesPerSecond null: no bound */
  constructor(private readonly bytesPerSecond: number | null) {}

  /** Resolves when so many bytes may be read. */
  async take(bytes: number): Promise<void> {
    if (this.bytesPerSecond === null) return;
    const now = performance.now();
    const startsAt = Math.max(now, this.freeAt);
    this.freeAt = startsAt + (bytes / this.bytesPerSecond) * 1000;
    if (startsAt > now) await sleep(startsAt - now);
  }
}
