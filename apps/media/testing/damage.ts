import { open, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';

import type { TestMedia } from './open-media.js';

/** Ways in which a disk damages an object behind the back of the drive. */
export const DAMAGES = ['altered', 'cut', 'missing'] as const;

export async function damage({ dataDir }: TestMedia, key: string, how: (typeof DAMAGES)[number]): Promise<void> {
  const path = join(dataDir, 'objects', key);
  if (how === 'missing') return rm(path);
  if (how === 'cut') return truncate(path, 10);
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, Math.floor(size / 2));
    await file.write(Buffer.from([buffer[0]! ^ 1]), 0, 1, Math.floor(size / 2));
  } finally {
    await file.close();
  }
}
