import { storedHash } from './move-object.js';
import type { Place } from './place.js';
import { isSameRow } from './same-row.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import { VARIANT_NAMES } from '#libs/domain/variants.js';
import { ObjectNotFound } from '#libs/ports/errors.js';

/** What is wrong with a picture at the target, in words; null when it is as at the source, to the last byte of its original. */
export async function compareImage(source: Place, target: Place, row: ImageRow): Promise<string | null> {
  const there = await target.images.find(row.id);
  if (!there) return 'is not there';
  if (!isSameRow(there, row)) return 'was changed meanwhile';
  try {
    if ((await storedHash(target.objects, row.originalKey)) !== row.sha256) return 'has a damaged original';
    for (const size of VARIANT_NAMES) {
      const { key } = row.sizes[size];
      if (key && (await storedHash(target.objects, key)) !== (await storedHash(source.objects, key))) return `has a damaged size ${size}`;
    }
    return null;
  } catch (error) {
    if (error instanceof ObjectNotFound) return 'lacks some of its bytes';
    throw error;
  }
}
