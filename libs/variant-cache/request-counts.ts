/** A count goes no higher, so that what was asked for very often is forgotten after four halvings as well. */
const MOST = 15;
/** Requests after which all counts are halved: some times the number of variants that the cache keeps. */
const SAMPLE = 8_192;

/**
 * How often each key was asked for lately. All counts are halved after every `sample` requests, and those of zero are removed, so there are
 * never more than `sample` of them: the counts of TinyLFU with its reset (Einziger, Friedman, Manes: TinyLFU, a highly efficient cache
 * admission policy, ACM Transactions on Storage 13(4), 2017), exact instead of in a sketch, since they are few.
 */
export class RequestCounts {
  private readonly counts = new Map<string, number>();
  private requests = 0;

  constructor(private readonly sample = SAMPLE) {}

  /** Counts a request. @returns how often the key was asked for before */
  add(key: string): number {
    if (++this.requests >= this.sample) this.halve();
    const before = this.of(key);
    if (before < MOST) this.counts.set(key, before + 1);
    return before;
  }

  /** How many keys have a count. */
  get size(): number {
    return this.counts.size;
  }

  of(key: string): number {
    return this.counts.get(key) ?? 0;
  }

  clear(): void {
    this.counts.clear();
    this.requests = 0;
  }

  private halve(): void {
    this.requests = 0;
    for (const [key, count] of this.counts) {
      if (count > 1) this.counts.set(key, count >> 1);
      else this.counts.delete(key);
    }
  }
}
