import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes: some hundred changes of a database, and the most that its log grows between two checkpoints. */
const SIZE = 8 * 2 ** 20;
/** Free bytes that must be there before it is made: room for pictures comes first. */
const ROOM = 3 * SIZE;

/**
 * Room on the disk of a database that is given up when the disk is full: a database has to write even to delete. It holds random bytes,
 * since a file system may keep zeros in no room at all.
 */
export class DiskReserve {
  private readonly path: string;

  constructor(private readonly folder: string) {
    this.path = join(folder, 'reserve');
  }

  /** Makes it when it is missing and there is room for more than it; true when it was made. */
  async keep(): Promise<boolean> {
    if (await stat(this.path).catch(() => null)) return false;
    const { bavail, bsize } = await statfs(this.folder);
    if (bavail * bsize < ROOM) return false;
    // Under its name only once it is whole: half of it would be taken for all.
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

  /** Gives its room to whoever writes next; false when there was none. */
  async giveUp(): Promise<boolean> {
    if (!(await stat(this.path).catch(() => null))) return false;
    await rm(this.path, { force: true });
    return true;
  }
}
