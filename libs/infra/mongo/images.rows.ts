import { VISIBLE } from '#libs/domain/image/transitions.js';
import type { Change, ImageChange } from '#libs/ports/image-repository.js';

import { fold } from '../fold.js';
import { REMOVED, type ImageDocument } from './images.schema.js';
import { wordsOf } from '../search-words.js';
import {
  WAITING,
  type CameraData,
  type Failure,
  type ImageRow,
  type ImageState,
  type VariantRecord,
} from '#libs/domain/image/image-row.js';
import { mapVariants } from '#libs/domain/variants.js';

/** @param now when it is put in; changes after that carry the time of the server */
export function documentOf({ id, ...row }: Omit<ImageRow, 'updatedAt'>, now: Date): ImageDocument {
  const { name, deletedAt, state } = row;
  return { _id: id, ...row, ...folded(name), ...trashed(deletedAt), ...counted(state), holds: false, updatedAt: now };
}

/** What follows from the fields that are set. */
export function derived({ name, deletedAt, state }: NonNullable<ImageChange['set']>): Partial<ImageDocument> {
  return {
    ...(name !== undefined && folded(name)),
    ...(deletedAt !== undefined && trashed(deletedAt)),
    ...(state !== undefined && counted(state)),
  };
}

const folded = (name: string) => ({ foldedName: fold(name), words: wordsOf(name) });
const trashed = (deletedAt: Date | null) => ({ trashed: deletedAt !== null });
const counted = (state: ImageState) => ({ counted: VISIBLE.includes(state) });

export function imageOf(document: ImageDocument): ImageRow {
  const { _id: id, sizes } = document;
  return {
    id,
    owner: document.owner,
    name: document.name,
    type: document.type,
    bytes: document.bytes,
    width: document.width,
    height: document.height,
    sha256: document.sha256,
    originalKey: document.originalKey,
    createdAt: document.createdAt,
    takenAt: document.takenAt,
    modifiedAt: document.modifiedAt,
    exif: cameraOf(document.exif),
    sortAt: document.sortAt,
    deletedAt: document.deletedAt,
    state: document.state as ImageState,
    reason: failureOf(document.reason),
    thumbhash: document.thumbhash,
    generation: document.generation,
    attempt: document.attempt,
    blame: document.blame,
    // A document that is older than a variant says nothing of it.
    sizes: mapVariants((name) => (sizes[name] ? sizeOf(sizes[name]) : WAITING)),
    updatedAt: document.updatedAt,
  };
}

/** A changed row, or the mark of one that was removed. */
export function changeOf(document: ImageDocument): Change {
  const { _id: id, updatedAt: at, state } = document;
  return { id, at, row: state === REMOVED ? null : imageOf(document) };
}

function sizeOf(size: VariantRecord): VariantRecord {
  return { ...size, error: failureOf(size.error) };
}

/** A plain object again, without what the driver adds. */
function cameraOf(exif: CameraData | null | undefined): CameraData | null {
  if (!exif) return null;
  const { camera, lens, exposureSeconds, aperture, iso, focalLength, place } = exif;
  return { camera, lens, exposureSeconds, aperture, iso, focalLength, place };
}

function failureOf(failure: Failure | null): Failure | null {
  return failure && { code: failure.code, detail: failure.detail };
}
