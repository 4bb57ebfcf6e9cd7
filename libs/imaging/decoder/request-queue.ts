import type { Answer, RenderedSize, Request } from './protocol.js';
import type { Profile } from './spawn.js';

/** A request that waits for its turn in a lane. */
export interface Waiting {
  request: Request;
  profile: Profile;
  /** Brought a child down before: comes after all others, and alone. */
  suspect: boolean;
  /** Nothing else may be worked on meanwhile. */
  alone: boolean;
  onSize: (size: RenderedSize) => void;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
}

/**
 * Who is next in a lane: first come, first served, but suspects after all others. A suspect has waited long enough after so many
 * milliseconds; then it comes first, and beside others if need be.
 */
export class RequestQueue {
  #patienceMs: number;
  #onOverdue: () => void;
  #ordinary: Waiting[] = [];
  /** With the timer that ends their wait, in the order they came. */
  #suspects = new Map<Waiting, NodeJS.Timeout>();

  /** `onOverdue` is told when somebody has waited long enough. */
  constructor(patienceMs: number, onOverdue: () => void) {
    this.#patienceMs = patienceMs;
    this.#onOverdue = onOverdue;
  }

  push(waiting: Waiting): void {
    if (!waiting.suspect) {
      this.#ordinary.push(waiting);
      return;
    }
    waiting.alone = true;
    const overdue = (): void => {
      this.#suspects.delete(waiting);
      waiting.alone = false;
      this.unshift(waiting);
      this.#onOverdue();
    };
    this.#suspects.set(waiting, setTimeout(overdue, this.#patienceMs));
  }

  /** Puts somebody before all others. */
  unshift(waiting: Waiting): void {
    this.#ordinary.unshift(waiting);
  }

  /** Who may begin while so many others are worked on. Whoever must be alone holds up those behind until it is. */
  first(busy: number): Waiting | undefined {
    const next = this.#ordinary[0] ?? this.#suspects.keys().next().value;
    return next?.alone && busy > 0 ? undefined : next;
  }

  remove(waiting: Waiting): void {
    clearTimeout(this.#suspects.get(waiting));
    if (!this.#suspects.delete(waiting)) this.#ordinary.splice(this.#ordinary.indexOf(waiting), 1);
  }

  /** Takes everybody out. */
  clear(): Waiting[] {
    const all = [...this.#ordinary, ...this.#suspects.keys()];
    for (const waiting of all) this.remove(waiting);
    return all;
  }
}
