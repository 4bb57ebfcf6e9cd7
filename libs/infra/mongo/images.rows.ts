import { VISIBLE } from '#libs/domain/image/transitions.js';
import type { Change, ImageChange } from '#libs/ports/image-repository.js';

import { columnOf, IMAGE_FIELDS, type FieldKind } from '../image-fields.js';
import { fold, wordsOf } from '../search-words.js';
import { TOMBSTONE, type ImageDocument } from './media.schema.js';
import {
  WAITING,
  type CameraData,
  type Failure,
  type ImageRow,
  type ImageState,
  type VariantRecord,
} from '#libs/domain/image/image-row.js';
import { mapVariants, type VariantName } from '#libs/domain/variants.js';

/** @param now the time of the insert; later changes carry the time of the server */
export function documentOf({ id, ...row }: Omit<ImageRow, 'updatedAt'>, now: Date): ImageDocument {
  return { _id: id, ...stored(row), ...derived(row), holds: false, updatedAt: now } as ImageDocument;
}

/** The fields that are set, under the names of the document. */
export function stored(fields: object): Record<string, unknown> {
  const set = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set.map(([field, value]) => [columnOf(field), value]));
}

/** The derived fields that change with the fields that are set. */
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

/** How a field that is not null is read: as a plain object, without what the driver adds. */
const READ: Record<FieldKind, (value: unknown) => unknown> = {
  text: (value) => value,
  number: (value) => value,
  date: (value) => value,
  failure: (value) => failureOf(value as Failure),
  camera: (value) => cameraOf(value as CameraData),
  variants: (value) => variantsOf(value as Partial<Record<VariantName, VariantRecord>>),
};
const FIELDS = Object.entries(IMAGE_FIELDS).map(([field, { kind }]) => ({ field, name: columnOf(field), read: READ[kind] }));

export function imageOf(document: ImageDocument): ImageRow {
  const values: Record<string, unknown> = { ...document, id: document._id };
  const image: Record<string, unknown> = {};
  for (const { field, name, read } of FIELDS) image[field] = values[name] == null ? null : read(values[name]);
  return image as unknown as ImageRow;
}

/** A changed row, or the tombstone of a removed one. */
export function changeOf(document: ImageDocument): Change {
  const { _id: id, updatedAt: at, state } = document;
  return { id, at, row: state === TOMBSTONE ? null : imageOf(document) };
}

function variantsOf(variants: Partial<Record<VariantName, VariantRecord>>): Record<VariantName, VariantRecord> {
  return mapVariants((name) => {
    const variant = variants[name];
    // A document that is older than the variant does not contain it.
    return variant ? { ...variant, error: variant.error && failureOf(variant.error) } : WAITING;
  });
}

function cameraOf({ camera, lens, exposureSeconds, aperture, iso, focalLength, place }: CameraData): CameraData {
  return { camera, lens, exposureSeconds, aperture, iso, focalLength, place };
}

function failureOf({ code, detail }: Failure): Failure {
  return { code, detail };
}
