import { randomBytes } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

import { markInFlight } from '#libs/domain/drive/in-flight.js';
import { UPLOAD_PREFIX } from '#libs/domain/drive/temporary-files.js';

import type { WriteBuffers } from './write-buffers.js';

/** A temporary file, created at its first byte and readable by its owner only. It counts as in-flight until it is removed. */
export class TemporaryFile {
  readonly path: string;
  readonly #release: () => void;
  #handle: FileHandle | undefined;

  constructor(
    folder: string,
    private readonly buffers: WriteBuffers,
  ) {
    this.path = join(folder, `${UPLOAD_PREFIX}${randomBytes(16).toString('hex')}`);
    this.#release = markInFlight(this.path);
  }

  /**
   * Appends one chunk; call it again only after it resolved. Then the operating system has the chunk, which does not mean that it is on
   * the disk. A chunk that fits into a free buffer is copied at once, so that nothing keeps it alive.
   */
  write(chunk: Buffer): Promise<void> {
    const buffer = this.buffers.take();
    if (buffer instanceof Promise || chunk.length > this.buffers.size) return this.writeInParts(chunk, buffer);
    return this.append(buffer, chunk.copy(buffer));
  }

  private async writeInParts(chunk: Buffer, first: Promise<Buffer> | Buffer): Promise<void> {
    let buffer = await first;
    for (let start = 0; ; buffer = await this.buffers.take()) {
      const length = chunk.copy(buffer, 0, start);
      await this.append(buffer, length);
      start += length;
      if (start >= chunk.length) return;
    }
  }

  /** Writes the first bytes of the buffer and returns the buffer to the pool. */
  private async append(buffer: Buffer, length: number): Promise<void> {
    try {
      this.#handle ??= await open(this.path, 'wx', 0o600);
      await this.#handle.appendFile(buffer.subarray(0, length));
    } finally {
      this.buffers.give(buffer);
    }
  }

  async close(): Promise<void> {
    await this.#handle?.close();
    this.#handle = undefined;
  }

  /** Closes and removes the file. A missing file is no error. */
  async remove(): Promise<void> {
    try {
      await this.close();
      await rm(this.path, { force: true });
    } finally {
      this.#release();
    }
  }
}
