import { DecoderGone } from '../image-error.js';
import type { ExitCause } from './exit-cause.js';
import { DecoderChild } from './decoder-child.js';
import { RequestQueue, type Waiting } from './request-queue.js';
import type { Answer, RenderedSize, Request } from './protocol.js';
import type { Profile } from './spawn.js';

/** A child that has grown beyond this gives way to a fresh one; after camera photos it has about half of it. */
const GROWN_BYTES = 250_000_000;

export interface LaneOptions {
  /** At most so many at a time, of whatever profile; requests beyond wait their turn. */
  children: number;
  niceness: number;
  /** What one request may use. */
  cpuSeconds: number;
  residentBytes: number;
  /** The same for who is alone. */
  residentBytesAlone: number;
  restMs: number;
  /** How long a suspect waits at most for its turn. */
  patienceMs: number;
  onDeath: (cause: ExitCause) => void;
}

/** How a request is to be worked on. */
export type Manner = Pick<Waiting, 'profile' | 'suspect'>;

/** A line of requests and the children that work on it. They start with the first request and leave after a rest. */
export class ChildPool {
  #options: LaneOptions;
  #line: RequestQueue;
  #children = new Set<DecoderChild>();
  /** Children at rest, the one that worked last at the end, with the timer that ends it. */
  #resting = new Map<DecoderChild, NodeJS.Timeout>();
  #busy = 0;
  /** What is worked on must be alone. */
  #exclusive = false;
  #closed = false;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#line = new RequestQueue(options.patienceMs, () => this.#next());
  }

  /** Process ids of the children there are now. */
  get pids(): number[] {
    return [...this.#children].flatMap((child) => child.pid ?? []);
  }

  /** Settles as `DecoderChild.run` does, but never with `heavy`: what is heavy runs again, alone. */
  run(request: Request, manner: Manner, onSize: (size: RenderedSize) => void): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#line.push({ request, ...manner, alone: false, onSize, resolve, reject });
      this.#next();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#next();
    for (const child of this.#children) child.stop();
    await Promise.all([...this.#children].map((child) => child.ended));
  }

  #next(): void {
    if (this.#closed) {
      for (const { reject } of this.#line.clear()) reject(new DecoderGone('The decoder is stopping.', false));
    }
    while (!this.#exclusive) {
      const waiting = this.#line.first(this.#busy);
      const child = waiting && this.#take(waiting);
      if (!waiting || !child) return;
      this.#line.remove(waiting);
      this.#exclusive = waiting.alone;
      this.#busy++;
      void this.#work(child, waiting);
    }
  }

  /** A child that is free, if need be a new one; undefined while there is no place for it. */
  #take({ profile, alone }: Waiting): DecoderChild | undefined {
    const rested = [...this.#resting.keys()].filter((child) => child.usable);
    const match = rested.findLast((child) => child.profile === profile);
    // The memory that others keep at rest is for who must be alone.
    if (alone) for (const child of rested) if (child !== match) child.stop();
    if (match) {
      this.#rouse(match);
      return match;
    }
    if (this.#children.size < this.#options.children) return this.#start(profile);
    // One of another profile makes way; its end calls `#next` again.
    if ([...this.#children].every((child) => child.usable)) rested[0]?.stop();
    return undefined;
  }

  #start(profile: Profile): DecoderChild {
    const { niceness, onDeath } = this.#options;
    const child = new DecoderChild({ profile, niceness, onDeath });
    this.#children.add(child);
    void child.ended.then(() => {
      this.#rouse(child);
      this.#children.delete(child);
      this.#next();
    });
    return child;
  }

  #rouse(child: DecoderChild): void {
    clearTimeout(this.#resting.get(child));
    this.#resting.delete(child);
  }

  async #work(child: DecoderChild, waiting: Waiting): Promise<void> {
    const { request, alone, onSize, resolve, reject } = waiting;
    const { cpuSeconds, residentBytes, residentBytesAlone, restMs } = this.#options;
    const allowance = { cpuSeconds, residentBytes: alone ? residentBytesAlone : residentBytes };
    const told = request.kind === 'render' ? { ...request, alone } : request;
    const answer = await child.run(told, allowance, onSize).catch(reject);
    this.#busy--;
    this.#exclusive = false;
    if (answer?.kind === 'heavy') this.#line.unshift({ ...waiting, alone: true });
    else if (answer) resolve(answer);
    if (child.usable) {
      if (child.residentBytes > GROWN_BYTES) child.stop();
      else
        this.#resting.set(
          child,
          setTimeout(() => child.stop(), restMs),
        );
    }
    this.#next();
  }
}
