import { FairQueue } from '#libs/concurrency/fair-queue.js';

import type { Original } from './decoder.js';
import type { Answer, Task } from './protocol.js';
import type { OnMade } from './replies.js';
import type { Profile } from './spawn.js';

/** A request that waits for a child. */
export interface QueuedRequest {
  task: Task;
  original: Original;
  profile: Profile;
  /** Whose image it is; requests of several owners run by turns. */
  owner: string;
  /** A child crashed on this image before: it runs after all others, and alone. */
  suspect: boolean;
  /** No other request may run at the same time. */
  alone: boolean;
  /** Aborted when nobody waits for it any more: it never becomes the first. */
  signal: AbortSignal | undefined;
  onMade: OnMade;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
}

/** CPU seconds of a request that are one turn of its owner. */
const TURN_SECONDS = 0.01;

/**
 * The requests of one child pool: by turns of the owners, and those who used more CPU less often; suspects after all others. A suspect waits `maxWaitMs` at most; then it becomes
 * the first, and no longer has to run alone.
 */
export class RequestQueue {
  #maxWaitMs: number;
  #onOverdue: () => void;
  /** Those that run before all others, the last that came first. */
  #urgent: QueuedRequest[] = [];
  #ordinary = new FairQueue<QueuedRequest>();
  /** In the order of their arrival, each with the timer that ends its wait. */
  #suspects = new Map<QueuedRequest, NodeJS.Timeout>();

  /** @param onOverdue called when a suspect has waited `maxWaitMs` and may run now */
  constructor(maxWaitMs: number, onOverdue: () => void) {
    this.#maxWaitMs = maxWaitMs;
    this.#onOverdue = onOverdue;
  }

  push(queued: QueuedRequest): void {
    if (!queued.suspect) {
      this.#ordinary.push(queued.owner, queued);
      return;
    }
    queued.alone = true;
    const overdue = (): void => {
      this.#suspects.delete(queued);
      queued.alone = false;
      this.unshift(queued);
      this.#onOverdue();
    };
    this.#suspects.set(queued, setTimeout(overdue, this.#maxWaitMs));
  }

  /** Makes a request the first. */
  unshift(queued: QueuedRequest): void {
    this.#urgent.unshift(queued);
  }

  /**
   * The request that may run beside `busy` others, or undefined. One that must run alone blocks those behind it until nothing else runs.
   * @param mayRun whether an ordinary request of this owner may
   */
  first(busy: number, mayRun?: (owner: string) => boolean): QueuedRequest | undefined {
    let next = this.#next(mayRun);
    for (; next?.signal?.aborted; next = this.#next(mayRun)) this.remove(next);
    return next?.alone && busy > 0 ? undefined : next;
  }

  #next(mayRun?: (owner: string) => boolean): QueuedRequest | undefined {
    return this.#urgent[0] ?? this.#ordinary.peek(mayRun) ?? this.#suspects.keys().next().value;
  }

  /** Lets the owner of a request that took long wait for the others as long. */
  charge(owner: string, cpuSeconds: number): void {
    const more = Math.floor(cpuSeconds / TURN_SECONDS) - 1;
    if (more > 0) this.#ordinary.charge(owner, more);
  }

  /** Removes a request that was the first. */
  remove(queued: QueuedRequest): void {
    clearTimeout(this.#suspects.get(queued));
    if (this.#suspects.delete(queued)) return;
    if (this.#urgent[0] === queued) this.#urgent.shift();
    else this.#ordinary.shift((owner) => owner === queued.owner);
  }

  /** Removes all requests and returns them. */
  clear(): QueuedRequest[] {
    const all = [...this.#urgent, ...this.#ordinary.all(), ...this.#suspects.keys()];
    for (const timer of this.#suspects.values()) clearTimeout(timer);
    this.#urgent = [];
    this.#ordinary.clear();
    this.#suspects.clear();
    return all;
  }
}
