import { isDeepStrictEqual } from 'node:util';

import type { ImageChange } from '#libs/ports/image-repository.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

/** Whether two rows say the same of a picture, whenever they were written. */
export function isSameRow(one: ImageRow, other: ImageRow): boolean {
  return isDeepStrictEqual({ ...one, updatedAt: null }, { ...other, updatedAt: null });
}

/** What makes another row of the same picture say the same: everything that can change in one. */
export function changeTo(row: ImageRow): ImageChange {
  const { name, takenAt, sortAt, deletedAt, state, reason, thumbhash, generation, attempt, crashCount, sizes } = row;
  return { set: { name, takenAt, sortAt, deletedAt, state, reason, thumbhash, generation, attempt, crashCount }, sizes };
}
