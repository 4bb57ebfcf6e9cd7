import type { PutOptions } from '#libs/ports/object-store.js';

import type { ImageRow } from './image-row.js';

/** What is stored with an original: its metadata is enough to rebuild a drive from its objects alone. */
export function originalOptions(row: Omit<ImageRow, 'updatedAt'>, ownerName: string): PutOptions {
  const { type, sha256, owner, name, createdAt, takenAt, modifiedAt } = row;
  const metadata: Record<string, string> = { owner, ownerName, name, type, sha256 };
  for (const [key, time] of Object.entries({ createdAt, takenAt, modifiedAt })) if (time) metadata[key] = time.toISOString();
  return { type, sha256, metadata };
}
