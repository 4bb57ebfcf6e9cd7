import { moveObject } from './move-object.js';
import type { Place } from './place.js';
import { changeTo, isSameRow } from './same-row.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import { VARIANT_NAMES } from '#libs/domain/variants.js';

/** Copies one picture: its objects first, so that no row ever names what is not there. True when anything was missing. */
export async function moveImage(source: Place, target: Place, row: ImageRow, tmpDir: string): Promise<boolean> {
  const there = await target.images.find(row.id);
  const same = there !== null && isSameRow(there, row);
  if (!same) {
    await moveObject(source.objects, target.objects, { key: row.originalKey, type: row.type, sha256: row.sha256 }, tmpDir);
    for (const size of VARIANT_NAMES) {
      const { key, type } = row.sizes[size];
      if (key) await moveObject(source.objects, target.objects, { key, type: type ?? 'application/octet-stream' }, tmpDir);
    }
    if (there) await target.images.update(row.id, {}, changeTo(row));
    else await target.images.insert(row);
  }
  // Apart from the insert, and so to be looked at even when the row was there.
  const holder = await target.images.findByHash(row.owner, row.sha256);
  if (holder?.id !== row.id) await target.images.update(row.id, {}, { content: 'claim' });
  return !same;
}
