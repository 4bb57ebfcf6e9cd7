import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Bytes read at a time when a structure is followed step by step. */
const WINDOW = 65_536;

/** Random access to the bytes of a file for what walks its structure, through a window, so that small steps are no system calls. */
export class FileBytes {
  readonly size: number;
  #fd: number;
  #window: Buffer = Buffer.alloc(0);
  #windowAt = 0;

  private constructor(fd: number) {
    this.#fd = fd;
    this.size = fstatSync(fd).size;
  }

  /** Lends the bytes of a file to `use`. */
  static use<T>(path: string, use: (bytes: FileBytes) => T): T {
    const fd = openSync(path, 'r');
    try {
      return use(new FileBytes(fd));
    } finally {
      closeSync(fd);
    }
  }

  /** The bytes from `at`, fewer than `length` where the file ends. */
  read(at: number, length: number): Buffer {
    const end = Math.min(this.size, at + length);
    if (!(at >= 0) || at >= end) return Buffer.alloc(0);
    if (at < this.#windowAt || end > this.#windowAt + this.#window.length) {
      const bytes = Buffer.alloc(Math.min(this.size - at, Math.max(length, WINDOW)));
      this.#window = bytes.subarray(0, readSync(this.#fd, bytes, 0, bytes.length, at));
      this.#windowAt = at;
    }
    return this.#window.subarray(at - this.#windowAt, end - this.#windowAt);
  }
}
