import { formatBytes } from '#libs/domain/format.js';

/** Milliseconds of the moving average, and the least for a meaningful one. */
const WINDOW = 5000;
const MIN_WINDOW = 1000;

/** Upload speed as a moving average, and the remaining time. */
export class Throughput {
  private readonly samples: { at: number; bytes: number }[] = [];

  /** @param bytes sent since the start @param at milliseconds of a monotonic clock */
  add(bytes: number, at: number): void {
    const last = this.samples.at(-1);
    // The upload started again.
    if (last && bytes < last.bytes) this.samples.length = 0;
    this.samples.push({ at, bytes });
    while (this.samples.length > 2 && at - this.samples[1]!.at > WINDOW) this.samples.shift();
  }

  /** Bytes per second; 0 while unknown. */
  get speed(): number {
    const [first, last] = [this.samples[0], this.samples.at(-1)];
    if (!first || !last || last.at - first.at < MIN_WINDOW) return 0;
    return ((last.bytes - first.bytes) / (last.at - first.at)) * 1000;
  }

  /** `1.2 MB/s, 3 min left`; empty while unknown. @param left bytes not sent yet */
  describe(left: number): string {
    const { speed } = this;
    return speed > 0 ? `${formatBytes(speed)}/s, ${duration(left / speed)} left` : '';
  }
}

function duration(seconds: number): string {
  if (seconds < 59.5) return `${Math.max(1, Math.round(seconds))} s`;
  return seconds < 3570 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
