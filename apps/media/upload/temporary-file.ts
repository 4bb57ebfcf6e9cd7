import { randomBytes } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

import type { WriteBuffers } from './write-buffers.js';

/** A new file that is there from its first byte on, and for its owner only. */
export class TemporaryFile {
  readonly path: string;
  #handle: FileHandle | undefined;

  constructor(
    folder: string,
    private readonly buffers: WriteBuffers,
  ) {
    this.path = join(folder, `upload-${randomBytes(16).toString('hex')}`);
  }

  /** Appends the chunk; when it resolves the chunk is with the system, which does not mean on the disk. */
  async write(chunk: Buffer): Promise<void> {
    for (let start = 0; start < chunk.length; start += this.buffers.size) {
      const buffer = await this.buffers.take();
      try {
        const length = chunk.copy(buffer, 0, start);
        this.#handle ??= await open(this.path, 'wx', 0o600);
        await this.#handle.appendFile(buffer.subarray(0, length));
      } finally {
        this.buffers.give(buffer);
      }
    }
  }

  async close(): Promise<void> {
    await this.#handle?.close();
    this.#handle = undefined;
  }

  /** Closes and removes it. One that is not there (any more) is no error. */
  async remove(): Promise<void> {
    await this.close();
    await rm(this.path, { force: true });
  }
}
