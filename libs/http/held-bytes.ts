/** Emits `close` when it is over: all was taken, or the client left. */
interface Answer {
  once(event: 'close', listener: () => void): unknown;
}

/**
 * Bytes of answers that are in memory as a whole while their clients take them. A client may read as slowly as a minute without progress
 * allows, and caches count only what they have themselves: what leaves them stays in memory for as long as an answer holds it. So all
 * together have a bound, beyond which answers are streamed in small pieces from where the bytes come from.
 */
export class HeldBytes {
  #bytes = 0;
  readonly #most: number;

  /** @param most bytes that are held at the same time */
  constructor(most: number) {
    this.#most = most;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether so many more may be held. */
  admits(bytes: number): boolean {
    return this.#bytes + bytes <= this.#most;
  }

  /** Counts bytes until the function that it returns is called. */
  take(bytes: number): () => void {
    this.#bytes += bytes;
    let isHeld = true;
    return () => {
      if (isHeld) this.#bytes -= bytes;
      isHeld = false;
    };
  }

  /** Counts bytes until the answer is over. */
  takeFor(answer: Answer, bytes: number): void {
    answer.once('close', this.take(bytes));
  }
}

/** What all answers of this process hold. A page of thumbnails is about one megabyte. */
export const heldBytes = new HeldBytes(32 * 2 ** 20);
