import { TOMBSTONE_PREFIX } from '#libs/domain/image/keys.js';
import type { ObjectStore } from '#libs/ports/object-store.js';
import { mapConcurrent } from '#libs/concurrency/map-concurrent.js';

import { moveObject } from './move-object.js';

const AT_ONCE = 4;

/** Copies the marks of what was deleted for good: no rebuilding of the target brings it back either. */
export async function moveMarks(from: ObjectStore, to: ObjectStore, tmpDir: string): Promise<void> {
  await mapConcurrent(from.list(TOMBSTONE_PREFIX), AT_ONCE, ({ key }) => moveObject(from, to, { key, type: 'text/plain' }, tmpDir));
}
