/** Bytes of one buffer: what one read from a socket brings at most. */
const SIZE = 64 * 1024;
/** 2 MiB in all. */
const COUNT = 32;

/**
 * The few buffers in which uploads wait for the disk, one pool for the whole process however many uploads there are. A chunk is copied
 * into one as soon as it comes, and so dies young: those that live until the disk is done move to the old generation, where twenty
 * uploads at once leave many megabytes behind. A buffer is held for one write only, never while waiting for a client, so that slow
 * clients hold up nobody.
 */
export class WriteBuffers {
  readonly size = SIZE;
  readonly #free: Buffer[] = [];
  readonly #waiting: ((buffer: Buffer) => void)[] = [];
  #made = 0;

  /** A buffer for one write; waits when all are in use. */
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
