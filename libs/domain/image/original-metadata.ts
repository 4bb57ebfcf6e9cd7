import type { ImageRow } from './image-row.js';

/** Metadata stored with an original, so that a drive can be rebuilt from its objects alone. */
export function originalMetadata(row: Omit<ImageRow, 'updatedAt'>, ownerName: string): Record<string, string> {
  const { type, sha256, owner, name, createdAt, takenAt, modifiedAt } = row;
  const metadata: Record<string, string> = { owner, ownerName, name, type, sha256 };
  for (const [key, time] of Object.entries({ createdAt, takenAt, modifiedAt })) if (time) metadata[key] = time.toISOString();
  return metadata;
}
