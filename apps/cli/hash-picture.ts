import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

import { sniff, SNIFF_BYTES } from '#libs/domain/image-types.js';

const CHUNK = 256 * 1024;

/** The SHA-256 of a file in hex; null for one whose first bytes are those of no picture. @throws what the disk says */
export async function hashPicture(path: string): Promise<string | null> {
  const handle = await open(path);
  try {
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafe(CHUNK);
    for (let at = 0; ;) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK, at);
      if (at === 0 && !sniff(buffer.subarray(0, Math.min(bytesRead, SNIFF_BYTES)))) return null;
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
}
