/** CPU seconds of a request from which its owner counts as slow. The header of a photo takes a hundredth. */
const SLOW_SECONDS = 0.1;
/** Milliseconds for which an owner counts as slow after its last slow request. */
const SLOW_MS = 60_000;

/**
 * Whose requests run in a pool, and whose took much CPU of late. Nobody knows beforehand what a request will take, and one that runs is not
 * interrupted: so that others do not wait for it, neither one owner nor all slow ones together take the last child.
 */
export class OwnerUsage {
  readonly #most: number;
  readonly #now: () => number;
  readonly #running = new Map<string, number>();
  /** Until when each of them counts as slow. */
  readonly #slow = new Map<string, number>();

  /** @param children of the pool; of one, nothing can be kept @param now milliseconds of a clock that is never set */
  constructor(children: number, now = () => performance.now()) {
    this.#most = Math.max(1, children - 1);
    this.#now = now;
  }

  /** Whether a child may begin with a request of this owner. */
  mayBegin(owner: string): boolean {
    if ((this.#running.get(owner) ?? 0) >= this.#most) return false;
    return !this.#isSlow(owner) || this.#slowRunning() < this.#most;
  }

  begin(owner: string): void {
    this.#running.set(owner, (this.#running.get(owner) ?? 0) + 1);
  }

  /** @param cpuSeconds what the request used */
  end(owner: string, cpuSeconds: number): void {
    const left = this.#running.get(owner)! - 1;
    if (left > 0) this.#running.set(owner, left);
    else this.#running.delete(owner);
    if (cpuSeconds >= SLOW_SECONDS) this.#slow.set(owner, this.#now() + SLOW_MS);
    for (const other of this.#slow.keys()) if (!this.#isSlow(other)) this.#slow.delete(other);
  }

  #isSlow(owner: string): boolean {
    return this.#now() < (this.#slow.get(owner) ?? -Infinity);
  }

  #slowRunning(): number {
    return [...this.#running].reduce((sum, [owner, count]) => sum + (this.#isSlow(owner) ? count : 0), 0);
  }
}
