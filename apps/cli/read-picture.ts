import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

import { sniff, SNIFF_BYTES, type ImageType } from '#libs/imaging/sniff.js';

const CHUNK = 256 * 1024;

/** What the bytes of a file say. `sha256` is read only of what can be a picture. */
export type ReadPicture = { type: ImageType; sha256: string } | { type: null };

/** @throws what the disk says */
export async function readPicture(path: string): Promise<ReadPicture> {
  const handle = await open(path);
  try {
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafe(CHUNK);
    let type: ImageType | null = null;
    for (let at = 0; ;) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK, at);
      if (at === 0) type = sniff(buffer.subarray(0, Math.min(bytesRead, SNIFF_BYTES)));
      if (!type) return { type };
      if (bytesRead === 0) return { type, sha256: hash.digest('hex') };
      hash.update(buffer.subarray(0, bytesRead));
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
}
