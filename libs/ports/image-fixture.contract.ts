import { randomUUID } from 'node:crypto';

import { WAITING, type ImageRow } from '#libs/domain/image/image-row.js';
import { mapVariants } from '#libs/domain/variants.js';

let last = 0;

/** The next id in ascending order, with the length of a ULID. */
export function nextId(): string {
  return `01k${String(++last).padStart(23, '0')}`;
}

/** The time that many minutes after the beginning of 2026, UTC. */
export function minute(minutes: number): Date {
  return new Date(Date.UTC(2026, 0, 1, 0, minutes));
}

/** A row to insert; by default in `processing` and created at minute 0. */
export function imageRow(given: Partial<ImageRow> = {}): Omit<ImageRow, 'updatedAt'> {
  const id = given.id ?? nextId();
  return {
    id,
    owner: 'ada',
    name: 'IMG_0042.jpg',
    type: 'image/jpeg',
    bytes: 1000,
    width: 3024,
    height: 4032,
    sha256: randomUUID().replaceAll('-', '').repeat(2),
    originalKey: `ada/${id}/original`,
    createdAt: minute(0),
    takenAt: null,
    modifiedAt: null,
    exif: null,
    sortAt: minute(0),
    deletedAt: null,
    damagedAt: null,
    state: 'processing',
    reason: null,
    thumbhash: null,
    generation: 1,
    attempt: 0,
    crashCount: 0,
    sizes: mapVariants(() => WAITING),
    ...given,
  };
}
