import { randomBytes } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

import { markInFlight } from '#libs/domain/drive/in-flight.js';
import { UPLOAD_PREFIX } from '#libs/domain/drive/temporary-files.js';

import type { WriteBuffers } from './write-buffers.js';

/** A new file that is there from its first byte on, and for its owner only. */
export class TemporaryFile {
  readonly path: string;
  readonly #letGo: () => void;
  #handle: FileHandle | undefined;

  constructor(
    folder: string,
    private readonly buffers: WriteBuffers,
  ) {
    this.path = join(folder, `${UPLOAD_PREFIX}${randomBytes(16).toString('hex')}`);
    this.#letGo = markInFlight(this.path);
  }

  /**
   * Appends the chunk, one at a time; when it resolves the chunk is with the system, which does not mean on the disk. A chunk that fits
   * into a free buffer is let go of at once: nothing that waits refers to it.
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

  /** Writes the buffer's beginning and gives the buffer back. */
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

  /** Closes and removes it. One that is not there (any more) is no error. */
  async remove(): Promise<void> {
    try {
      await this.close();
      await rm(this.path, { force: true });
    } finally {
      this.#letGo();
    }
  }
}
