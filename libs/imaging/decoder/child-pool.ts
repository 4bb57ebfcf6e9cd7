import { DecoderGone } from '../image-error.js';
import { DecoderChild, type ExitCause } from './decoder-child.js';
import type { Answer, RenderedVariant, Request } from './protocol.js';
import { RequestQueue, type QueuedRequest } from './request-queue.js';
import type { Profile } from './spawn.js';
import type { Scratch } from './walls.js';

/** A child with more resident memory than this is replaced after its request; after camera photos it has about half of it. */
const MAX_IDLE_BYTES = 250_000_000;

export interface ChildPoolOptions {
  /** At most so many children at a time, of all profiles together; more requests wait in the queue. */
  children: number;
  niceness: number;
  /** The folder that children may use; undefined: whatever their requests name, without a root of their own. */
  scratch?: Scratch | undefined;
  /** What one request may use. */
  cpuSeconds: number;
  residentBytes: number;
  /** The same for a request that runs alone. */
  residentBytesAlone: number;
  /** Milliseconds after which an idle child is ended. */
  idleMs: number;
  /** Milliseconds that a suspect waits at most. */
  maxWaitMs: number;
  /** Called for each child that ended without having been stopped. */
  onExit: (cause: ExitCause) => void;
}

/** How a request is to be run. */
export type RequestOptions = Pick<QueuedRequest, 'profile' | 'suspect' | 'owner'>;

/** A queue of requests and the children that run them. Children start with the first request and end after `idleMs` without one. */
export class ChildPool {
  #options: ChildPoolOptions;
  #queue: RequestQueue;
  #children = new Set<DecoderChild>();
  /** Idle children, the one that worked last at the end, each with the timer that ends it. */
  #idle = new Map<DecoderChild, NodeJS.Timeout>();
  #busy = 0;
  /** A request that must run alone is running. */
  #exclusive = false;
  #closed = false;

  constructor(options: ChildPoolOptions) {
    this.#options = options;
    this.#queue = new RequestQueue(options.maxWaitMs, () => this.#next());
  }

  /** Process ids of the current children. */
  get pids(): number[] {
    return [...this.#children].flatMap((child) => child.pid ?? []);
  }

  /** Settles as `DecoderChild.run` does, but never with `heavy`: a heavy request runs again, alone. */
  run(request: Request, options: RequestOptions, onVariant: (variant: RenderedVariant) => void): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ request, ...options, alone: false, onVariant, resolve, reject });
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
      for (const { reject } of this.#queue.clear()) reject(new DecoderGone('The decoder is stopping.', false));
    }
    while (!this.#exclusive) {
      const queued = this.#queue.first(this.#busy);
      const child = queued && this.#childFor(queued);
      if (!queued || !child) return;
      this.#queue.remove(queued);
      this.#exclusive = queued.alone;
      this.#busy++;
      void this.#run(child, queued);
    }
  }

  /** An idle child, or a new one; undefined while the pool is full. */
  #childFor({ profile, alone }: QueuedRequest): DecoderChild | undefined {
    const idle = [...this.#idle.keys()].filter((child) => child.usable);
    const match = idle.findLast((child) => child.profile === profile);
    // A request that runs alone also needs the memory of the other idle children.
    if (alone) for (const child of idle) if (child !== match) child.stop();
    if (match) {
      this.#stopIdleTimer(match);
      return match;
    }
    if (this.#children.size < this.#options.children) return this.#start(profile);
    // An idle child of another profile is stopped; when it has ended `#next` runs again.
    if ([...this.#children].every((child) => child.usable)) idle[0]?.stop();
    return undefined;
  }

  #start(profile: Profile): DecoderChild {
    const { niceness, scratch, onExit } = this.#options;
    const child = new DecoderChild({ profile, niceness, scratch, onExit });
    this.#children.add(child);
    void child.ended.then(() => {
      this.#stopIdleTimer(child);
      this.#children.delete(child);
      this.#next();
    });
    return child;
  }

  #stopIdleTimer(child: DecoderChild): void {
    clearTimeout(this.#idle.get(child));
    this.#idle.delete(child);
  }

  async #run(child: DecoderChild, queued: QueuedRequest): Promise<void> {
    const { request, alone, onVariant, resolve, reject } = queued;
    const { cpuSeconds, residentBytes, residentBytesAlone, idleMs } = this.#options;
    const limits = { cpuSeconds, residentBytes: alone ? residentBytesAlone : residentBytes };
    const sent = request.kind === 'render' ? { ...request, alone } : request;
    const answer = await child.run(sent, limits, onVariant).catch(reject);
    this.#busy--;
    this.#exclusive = false;
    if (answer?.kind === 'heavy') this.#queue.unshift({ ...queued, alone: true });
    else if (answer) resolve(answer);
    if (child.usable) {
      if (child.residentBytes > MAX_IDLE_BYTES) child.stop();
      else
        this.#idle.set(
          child,
          setTimeout(() => child.stop(), idleMs),
        );
    }
    this.#next();
  }
}
