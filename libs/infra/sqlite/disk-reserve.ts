import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes: enough for some hundred changes, and for the growth of the WAL between two checkpoints. */
const SIZE = 8 * 2 ** 20;
/** The reserve is made only when this many bytes are free: images come first. */
const ROOM = 3 * SIZE;

/**
 * A file that reserves disk space for a database. It is deleted when the disk is full, since a database has to write even to delete. It
 * contains random bytes, since file systems may store zeros without using space.
 */
export class DiskReserve {
  private readonly path: string;

  constructor(private readonly folder: string) {
    this.path = join(folder, 'reserve');
  }

  /** Creates the reserve when it is missing and enough space is free. @returns true when it was created */
  async create(): Promise<boolean> {
    if (await stat(this.path).catch(() => null)) return false;
    const { bavail, bsize } = await statfs(this.folder);
    if (bavail * bsize < ROOM) return false;
    // Renamed when complete, so a partial file is never taken for the reserve.
    const making = `${this.path}.new`;
    try {
      const file = await open(making, 'w', 0o600);
      try {
        const bytes = randomBytes(2 ** 20);
        for (let left = SIZE; left > 0; left -= bytes.length) await file.appendFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(making, this.path);
      return true;
    } finally {
      await rm(making, { force: true });
    }
  }

  /** Deletes the reserve. @returns false when there was none */
  async free(): Promise<boolean> {
    if (!(await stat(this.path).catch(() => null))) return false;
    await rm(this.path, { force: true });
    return true;
  }
}
