import type { ImageRow } from '#libs/domain/image/image-row.js';
import { originalMetadata } from '#libs/domain/image/original-metadata.js';
import type { PutOptions } from '#libs/ports/object-store.js';

/** What is stored with an original: its metadata is enough to rebuild a drive from its objects alone. */
export function originalOptions(row: Omit<ImageRow, 'updatedAt'>, ownerName: string): PutOptions {
  return { type: row.type, sha256: row.sha256, metadata: originalMetadata(row, ownerName) };
}
