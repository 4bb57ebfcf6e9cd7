import { randomInt } from 'node:crypto';

/** Chance that can be had again: the same seed gives the same numbers (mulberry32). */
export class Random {
  private state: number;
  readonly seed: number;

  /** TEST_SEED repeats an earlier run. */
  constructor(seed: number = Number(process.env['TEST_SEED'] ?? randomInt(2 ** 31))) {
    this.seed = seed;
    this.state = seed;
  }

  /** A stream of its own, so that what runs at the same time does not change each other's numbers. */
  fork(): Random {
    return new Random(this.int(0, 2 ** 31 - 1));
  }

  /** From 0, below 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** From `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.int(0, from.length - 1)]!;
  }
}
