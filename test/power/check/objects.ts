import { createHash } from 'node:crypto';

import { METADATA } from '#libs/infra/object-key.js';
import { parseKey, tombstoneKey } from '#libs/domain/image/keys.js';

import { DATA } from '../record/recorder.js';
import type { DiskState } from '../replay/choices.js';
import type { Moment } from './expected.js';
import type { Stored } from './stored.js';

const OBJECTS = `${DATA}/objects/`;

/** What is wrong with the objects of a state, by themselves and beside the rows, in words. */
export function objectFaults(state: DiskState, { images }: Stored, moments: readonly Moment[]): string[] {
  const found: string[] = [];
  const objects = new Map<string, Buffer>();
  for (const [path, bytes] of state.files) {
    const key = path.startsWith(OBJECTS) ? path.slice(OBJECTS.length) : null;
    if (path === `${DATA}/reserve` && !state.isWhole(path)) found.push('the reserve is not whole');
    if (key === null || key.startsWith('.')) continue;
    objects.set(key, bytes);
    // It is written elsewhere first: under its key nobody ever sees a part of it.
    if (!state.isWhole(path)) found.push(`${key} is not whole`);
  }
  const rows = new Map(images.map((image) => [image.id, image]));
  for (const { id, originalKey, isVisible, sha256, keys } of images) {
    if (!isVisible) continue;
    const original = objects.get(originalKey);
    if (!original) found.push(`the original of ${id} is lost`);
    else if (createHash('sha256').update(original).digest('hex') !== sha256) found.push(`the original of ${id} is damaged`);
    for (const key of keys) if (!objects.has(key)) found.push(`${id} names ${key}, which is not there`);
  }
  for (const key of objects.keys()) {
    const isMetadata = key.endsWith(METADATA);
    const image = parseKey(isMetadata ? key.slice(0, -METADATA.length) : key);
    if (!image || image.run) continue;
    // Rows come before originals and go after them.
    if (!rows.has(image.id)) found.push(`no row knows ${key}`);
    // One fsync covers both names: until then, and while they are removed, either may be there alone, and maintenance removes it.
    const isListed = rows.get(image.id)?.isVisible;
    if (isListed && !isMetadata && !objects.has(key + METADATA)) found.push(`${key} has no metadata`);
  }
  for (const { owner, certain } of moments) {
    for (const id of certain.purged) {
      const isGone = !rows.has(id) && !objects.has(`${owner}/${id}/original`);
      if (isGone && !objects.has(tombstoneKey(owner, id))) found.push(`${id} was deleted for good and has no tombstone`);
    }
  }
  return found;
}
