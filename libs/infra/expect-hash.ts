import { rm } from 'node:fs/promises';

import { sha256OfFile } from '#libs/hash/sha256.js';
import { ObjectCorrupt } from '#libs/ports/errors.js';

/** Removes the fetched file and throws ObjectCorrupt unless it has this SHA-256 (hex). */
export async function expectHash(file: string, sha256: string, key: string): Promise<void> {
  if ((await sha256OfFile(file)) === sha256) return;
  await rm(file, { force: true });
  throw new ObjectCorrupt(`The bytes under ${key} are not those that were stored.`);
}
