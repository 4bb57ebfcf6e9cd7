import { originalKey } from './keys.js';
import { mapVariants } from '../variants.js';
import { WAITING, type ImageRow } from './image-row.js';

/** What is known about an image before its variants are made. */
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

/** The row, in state `uploading`, of an image whose original is being uploaded or was just found in the store. */
export function newImageRow(facts: ImageFacts) {
  const { id, owner, takenAt, modifiedAt, createdAt } = facts;
  return {
    ...facts,
    originalKey: originalKey(owner, id),
    sortAt: takenAt ?? modifiedAt ?? createdAt,
    deletedAt: null,
    damagedAt: null,
    state: 'uploading',
    reason: null,
    thumbhash: null,
    attempt: 0,
    crashCount: 0,
    sizes: mapVariants(() => WAITING),
  } satisfies Omit<ImageRow, 'updatedAt'>;
}
