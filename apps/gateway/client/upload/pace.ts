/** Milliseconds over which a speed is the mean, and under which there is none worth telling. */
const WINDOW = 5000;
const TOO_SHORT = 1000;

/** How fast bytes leave, and when the rest will have. */
export class Pace {
  private readonly marks: { at: number; bytes: number }[] = [];

  /** @param bytes that have left since the beginning @param at milliseconds of any clock that only goes on */
  mark(bytes: number, at: number): void {
    const last = this.marks.at(-1);
    // A try from the beginning.
    if (last && bytes < last.bytes) this.marks.length = 0;
    this.marks.push({ at, bytes });
    while (this.marks.length > 2 && at - this.marks[1]!.at > WINDOW) this.marks.shift();
  }

  /** Bytes per second; 0 while that can't be said. */
  get speed(): number {
    const [first, last] = [this.marks[0], this.marks.at(-1)];
    if (!first || !last || last.at - first.at < TOO_SHORT) return 0;
    return ((last.bytes - first.bytes) / (last.at - first.at)) * 1000;
  }

  /** For people: `1.2 MB/s, 3 min left`; empty while nothing can be said. @param left bytes that have not left yet */
  tell(left: number): string {
    const { speed } = this;
    return speed > 0 ? `${size(speed)}/s, ${duration(left / speed)} left` : '';
  }
}

/** Bytes for people: 12 KB, 4.2 MB. */
export function size(bytes: number): string {
  const [value, unit] =
    bytes < 1024 ** 2 ? [bytes / 1024, 'KB'] : bytes < 1024 ** 3 ? [bytes / 1024 ** 2, 'MB'] : [bytes / 1024 ** 3, 'GB'];
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

function duration(seconds: number): string {
  if (seconds < 59.5) return `${Math.max(1, Math.round(seconds))} s`;
  return seconds < 3570 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
