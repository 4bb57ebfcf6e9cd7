import { DecoderGone } from '#libs/imaging/image-error.js';
import { DecoderChild } from '#libs/imaging/decoder/decoder-child.js';
import type { Answer, RenderedSize, Request } from '#libs/imaging/decoder/protocol.js';
import type { Allowance } from '#libs/imaging/decoder/usage.js';

/** A child that has grown beyond this gives way to a fresh one; after camera photos it has about half of it. */
const GROWN_BYTES = 250_000_000;

export interface LaneOptions {
  /** At most so many at a time; requests beyond wait their turn. */
  children: number;
  niceness: number;
  allowance: Allowance;
  restMs: number;
}

interface Waiting {
  request: Request;
  onSize: (size: RenderedSize) => void;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
}

/** A queue, first in first out, and the children that work on it. They start with the first request and leave after a rest. */
export class Lane {
  #options: LaneOptions;
  #waiting: Waiting[] = [];
  #children = new Set<DecoderChild>();
  /** Children at rest, the one that worked last at the end, with the timer that ends it. */
  #resting = new Map<DecoderChild, NodeJS.Timeout>();
  #closed = false;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** Process ids of the children there are now. */
  get pids(): number[] {
    return [...this.#children].flatMap((child) => child.pid ?? []);
  }

  /** Settles as `DecoderChild.run` does. */
  run(request: Request, onSize: (size: RenderedSize) => void): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, onSize, resolve, reject });
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
      for (const { reject } of this.#waiting.splice(0)) reject(new DecoderGone('The decoder is stopping.', false));
    }
    while (this.#waiting.length > 0) {
      const child = this.#take();
      if (!child) return;
      void this.#work(child, this.#waiting.shift() as Waiting);
    }
  }

  /** A child that is free, if need be a new one; undefined when all are busy. */
  #take(): DecoderChild | undefined {
    const rested = [...this.#resting.keys()].at(-1);
    if (rested) {
      clearTimeout(this.#resting.get(rested));
      this.#resting.delete(rested);
      return rested;
    }
    if (this.#children.size >= this.#options.children) return undefined;
    const child = new DecoderChild(this.#options.niceness);
    this.#children.add(child);
    void child.ended.then(() => {
      clearTimeout(this.#resting.get(child));
      this.#resting.delete(child);
      this.#children.delete(child);
      this.#next();
    });
    return child;
  }

  async #work(child: DecoderChild, { request, onSize, resolve, reject }: Waiting): Promise<void> {
    await child.run(request, this.#options.allowance, onSize).then(resolve, reject);
    if (!child.usable) return;
    if (child.residentBytes > GROWN_BYTES) return child.stop();
    this.#resting.set(
      child,
      setTimeout(() => child.stop(), this.#options.restMs),
    );
    this.#next();
  }
}
