/** The place of an entry among those of others. */
export interface Share {
  /** Rounds that the entry lets others go first; 0 by default. */
  after?: number;
  /** Rounds between two entries of the same flow; 1 by default. */
  every?: number;
}

interface Entry<T> {
  item: T;
  /** The round in which it runs. */
  round: number;
  arrival: number;
}

interface Flow<T> {
  entries: Entry<T>[];
  /** The first round that its next entry may have. */
  next: number;
}

/**
 * A queue in which nobody's entries delay those of another by more than one of each: entries of one flow (an owner, an address) run in the
 * order of arrival, those of several flows by turns. This is start-time fair queueing (Goyal, Vin and Cheng, SIGCOMM 1996): each entry gets
 * a round when it arrives, not before the one that runs now, and the lowest round runs first. All have the same length unless `charge` says
 * afterwards that one took longer.
 */
export class FairQueue<T> {
  private readonly flows = new Map<string, Flow<T>>();
  private now = 0;
  private arrivals = 0;
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** The number of entries of one flow. */
  sizeOf(flow: string): number {
    return this.flows.get(flow)?.entries.length ?? 0;
  }

  push(flow: string, item: T, { after = 0, every = 1 }: Share = {}): void {
    // Nobody is owed anything by an empty queue.
    if (this.count === 0) this.clear();
    const { entries, next } = this.flows.get(flow) ?? { entries: [], next: 0 };
    const round = Math.max(this.now + after, next);
    entries.push({ item, round, arrival: this.arrivals++ });
    this.flows.set(flow, { entries, next: round + every });
    this.count++;
  }

  /** Lets a flow wait this many rounds longer, for an entry that took more than its round: it is known when it has ended. */
  charge(flow: string, rounds: number): void {
    const { entries, next } = this.flows.get(flow) ?? { entries: [], next: this.now };
    for (const entry of entries) entry.round += rounds;
    this.flows.set(flow, { entries, next: next + rounds });
  }

  /** The entry that `shift` would remove. */
  peek(mayRun?: (flow: string) => boolean): T | undefined {
    return this.first(mayRun)?.entries[0]!.item;
  }

  /** Removes the first entry of those flows that may run; of all by default. */
  shift(mayRun?: (flow: string) => boolean): T | undefined {
    const flow = this.first(mayRun);
    if (!flow) return undefined;
    const { item, round } = flow.entries.shift()!;
    this.now = Math.max(this.now, round);
    this.count--;
    // A flow that waits for nothing and has had no more than its share is forgotten.
    for (const [name, { entries, next }] of this.flows) if (entries.length === 0 && next <= this.now) this.flows.delete(name);
    return item;
  }

  all(): T[] {
    return [...this.flows.values()].flatMap(({ entries }) => entries.map(({ item }) => item));
  }

  clear(): void {
    this.flows.clear();
    this.now = 0;
    this.count = 0;
  }

  private first(mayRun: (flow: string) => boolean = () => true): Flow<T> | undefined {
    let first: Flow<T> | undefined;
    for (const [name, flow] of this.flows) {
      const [entry] = flow.entries;
      if (entry && (!first || isBefore(entry, first.entries[0]!)) && mayRun(name)) first = flow;
    }
    return first;
  }
}

function isBefore<T>(a: Entry<T>, b: Entry<T>): boolean {
  return a.round < b.round || (a.round === b.round && a.arrival < b.arrival);
}
