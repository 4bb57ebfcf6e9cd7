import type { FoundFile } from './find-files.js';
import { readPicture, type ReadPicture } from './read-picture.js';

/** What files hold, read again only when size or time of a file changed. */
export class Hashes {
  private readonly known = new Map<string, { bytes: number; modifiedAt: number; read: ReadPicture }>();

  /** @throws what the disk says */
  async of({ path, bytes, modifiedAt }: FoundFile): Promise<ReadPicture> {
    const before = this.known.get(path);
    if (before?.bytes === bytes && before.modifiedAt === modifiedAt.getTime()) return before.read;
    const read = await readPicture(path);
    this.known.set(path, { bytes, modifiedAt: modifiedAt.getTime(), read });
    return read;
  }
}
