/** Bytes of one buffer: the most that one read from a socket returns. */
const SIZE = 64 * 1024;
/** 2 MiB in all. */
const COUNT = 32;

/**
 * A pool of buffers for writes to disk, shared by all uploads of the process. Each chunk is copied into a buffer when it arrives, so that
 * the garbage collector frees the chunk early. Chunks that live until the disk has written them would move to the old generation: twenty
 * concurrent uploads left many megabytes there. A buffer is in use for one write, never while waiting for a client, so that slow clients
 * block nobody.
 */
export class WriteBuffers {
  readonly size = SIZE;
  readonly #free: Buffer[] = [];
  readonly #waiting: ((buffer: Buffer) => void)[] = [];
  #made = 0;

  /** Takes a buffer for one write; a promise when all are in use. */
  take(): Promise<Buffer> | Buffer {
    const free = this.#free.pop();
    if (free) return free;
    if (this.#made < COUNT) {
      this.#made++;
      return Buffer.allocUnsafeSlow(SIZE);
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  give(buffer: Buffer): void {
    const next = this.#waiting.shift();
    if (next) next(buffer);
    else this.#free.push(buffer);
  }
}
