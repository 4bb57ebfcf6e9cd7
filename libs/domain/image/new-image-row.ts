import { originalKey } from './keys.js';
import { mapVariants } from '../variants.js';
import { WAITING, type ImageRow } from './image-row.js';

/** What is known of a picture before anything was made of it. */
export type ImageFacts = Pick<
  ImageRow,
  | 'id'
  | 'owner'
  | 'name'
  | 'type'
  | 'bytes'
  | 'width'
  | 'height'
  | 'sha256'
  | 'createdAt'
  | 'takenAt'
  | 'modifiedAt'
  | 'exif'
  | 'generation'
>;

/** The row of a picture whose original is on its way or just found, as `uploading`. */
export function newImageRow(facts: ImageFacts) {
  const { id, owner, takenAt, modifiedAt, createdAt } = facts;
  return {
    ...facts,
    originalKey: originalKey(owner, id),
    sortAt: takenAt ?? modifiedAt ?? createdAt,
    deletedAt: null,
    state: 'uploading',
    reason: null,
    thumbhash: null,
    attempt: 0,
    crashCount: 0,
    sizes: mapVariants(() => WAITING),
  } satisfies Omit<ImageRow, 'updatedAt'>;
}
