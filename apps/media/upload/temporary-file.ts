import { randomBytes } from 'node:crypto';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

import { markInFlight } from '#libs/domain/drive/in-flight.js';
import { UPLOAD_PREFIX } from '#libs/domain/drive/temporary-files.js';

/** Bytes that wait for the disk before their source has to wait: what one write takes. */
const MAX_WAITING = 256 * 1024;
/** Chunks that wait: a client may send them byte by byte, and each takes a hundred bytes of memory. */
const MAX_CHUNKS = 1024;

/**
 * A temporary file, created at its first byte and readable by its owner only. It counts as in-flight until it is removed. Chunks that
 * arrive during a write are written together by the next one, without being copied.
 */
export class TemporaryFile {
  readonly path: string;
  readonly #release: () => void;
  #handle: FileHandle | undefined;
  /** Chunks for the next write. */
  #next: Buffer[] = [];
  /** Bytes that are not written yet. */
  #waiting = 0;
  /** Writes all that waits; rejects for good at the first failure. */
  #writing: Promise<void> | undefined;
  #hasFailed = false;

  constructor(folder: string) {
    this.path = join(folder, `${UPLOAD_PREFIX}${randomBytes(16).toString('hex')}`);
    this.#release = markInFlight(this.path);
  }

  /**
   * Appends a chunk, whose bytes must not change any more. Returns a promise when the disk is behind: pass no further chunk before it
   * resolves. A failed write rejects that of a later call, or `close`.
   */
  write(chunk: Buffer): Promise<void> | undefined {
    this.#next.push(chunk);
    this.#waiting += chunk.length;
    if (!this.#writing) {
      this.#writing = this.writeAll();
      this.#writing.catch(() => (this.#hasFailed = true));
    }
    const isBehind = this.#waiting >= MAX_WAITING || this.#next.length >= MAX_CHUNKS;
    return this.#hasFailed || isBehind ? this.#writing : undefined;
  }

  private async writeAll(): Promise<void> {
    this.#handle ??= await open(this.path, 'wx', 0o600);
    while (this.#next.length > 0) {
      const chunks = this.#next;
      this.#next = [];
      for (let left: readonly Buffer[] = chunks; left.length > 0;) {
        const { bytesWritten } = await this.#handle.writev(left);
        this.#waiting -= bytesWritten;
        left = without(left, bytesWritten);
      }
    }
    this.#writing = undefined;
  }

  /** Closes the file when all is written. Then the operating system has the bytes, which does not mean that they are on the disk. */
  async close(): Promise<void> {
    await this.#writing;
    await this.#handle?.close();
    this.#handle = undefined;
  }

  /** Closes and removes the file, whatever became of its bytes. A missing file is no error. */
  async remove(): Promise<void> {
    try {
      await this.#writing?.catch(() => undefined);
      await this.#handle?.close();
      this.#handle = undefined;
      // Mostly it is not there any more: the store has moved it.
      await unlink(this.path).catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? undefined : Promise.reject(error)));
    } finally {
      this.#release();
    }
  }
}

/** The chunks after so many bytes: a write may take less than it was given, for example on a disk that becomes full. */
export function without(chunks: readonly Buffer[], bytes: number): readonly Buffer[] {
  let left = bytes;
  for (const [index, chunk] of chunks.entries()) {
    if (left < chunk.length) return [chunk.subarray(left), ...chunks.slice(index + 1)];
    left -= chunk.length;
  }
  return [];
}
