import { Schema } from 'mongoose';

import { fillWords } from './images.words.js';
import { makeIndexes, type Indexes, type Migrations } from './migrations.js';
import { date, flag, number, strict, strictPart, text } from './schema.js';
import type { ImageRow, ImageState } from '#libs/domain/image/image-row.js';
import { mapVariants } from '#libs/domain/variants.js';

/** The state of what is left of a row that was removed: its id, owner and `updatedAt`, and its `turn`. */
export const REMOVED = 'removed';

/** A row, and what is derived from it so that every query has an index that fits; all of it changes in the one update that changes the row. */
export interface ImageDocument extends Omit<ImageRow, 'id' | 'state'> {
  _id: string;
  state: ImageState | typeof REMOVED;
  /** For the search; see fold.ts. */
  foldedName: string;
  /** Of the name; see words.ts. */
  words: string[];
  /** `deletedAt` is not null. */
  trashed: boolean;
  /** The state is one that people see, and so counts in their usage. */
  counted: boolean;
  /** This row holds the unique key (owner, sha256). */
  holds: boolean;
  /** The how-manieth of its owner's rows that was inserted under a quota; see images.mongo.quota.ts. */
  turn?: number;
}

const failure = new Schema({ code: text, detail: text }, strictPart);

const camera = new Schema(
  { camera: String, lens: String, exposureSeconds: Number, aperture: Number, iso: Number, focalLength: Number, place: flag },
  strictPart,
);

const size = new Schema(
  {
    state: text,
    width: Number,
    height: Number,
    bytes: Number,
    type: String,
    attempts: number,
    error: failure,
    startedAt: Date,
    readyAt: Date,
    key: String,
  },
  strictPart,
);

const sizes = new Schema(
  mapVariants(() => ({ type: size, required: true })),
  strictPart,
);

export const imageSchema: Schema = new Schema(
  {
    _id: text,
    owner: text,
    name: text,
    foldedName: text,
    words: [String],
    type: text,
    bytes: number,
    width: number,
    height: number,
    sha256: text,
    holds: flag,
    originalKey: text,
    createdAt: date,
    takenAt: Date,
    modifiedAt: Date,
    exif: camera,
    sortAt: date,
    deletedAt: Date,
    trashed: flag,
    state: text,
    counted: flag,
    reason: failure,
    thumbhash: String,
    generation: number,
    attempt: number,
    blame: number,
    sizes: { type: sizes, required: true },
    updatedAt: date,
    turn: Number,
  },
  { ...strict, collection: 'images' },
);

/** The drive's id, in the one document of its collection. */
export interface DriveDocument {
  _id: string;
  drive: string;
}

export const driveSchema: Schema = new Schema({ _id: text, drive: text }, { ...strict, collection: 'drive' });

/** The quota of one person, in the place of the drive's. */
export interface QuotaDocument {
  _id: string;
  /** Missing: no limit. */
  bytes?: number;
}

export const quotaSchema: Schema = new Schema({ _id: text, bytes: Number }, { ...strict, collection: 'quotas' });

export const imagesIndexes = {
  images: [
    { name: 'images_content', key: { owner: 1, sha256: 1 }, unique: true, partialFilterExpression: { holds: true } },
    { name: 'images_turn', key: { owner: 1, turn: 1 }, unique: true, partialFilterExpression: { turn: { $exists: true } } },
    { name: 'images_added', key: { owner: 1, trashed: 1, _id: 1 } },
    { name: 'images_taken', key: { owner: 1, trashed: 1, sortAt: 1, _id: 1 } },
    { name: 'images_trash_age', key: { deletedAt: 1, _id: 1 }, partialFilterExpression: { trashed: true } },
    { name: 'images_state', key: { state: 1, _id: 1 } },
    { name: 'images_changes', key: { owner: 1, updatedAt: 1, _id: 1 } },
    // The id comes before what may change: a sum meets each row once, wherever it is in its way meanwhile.
    { name: 'images_usage', key: { owner: 1, counted: 1, _id: 1, bytes: 1, trashed: 1 } },
    { name: 'images_coming', key: { owner: 1, _id: 1 }, partialFilterExpression: { state: 'uploading' } },
    { name: 'images_marks', key: { updatedAt: 1 }, partialFilterExpression: { state: REMOVED } },
  ],
} as const satisfies Indexes;

const wordsIndexes = { images: [{ name: 'images_words', key: { owner: 1, trashed: 1, words: 1 } }] } as const satisfies Indexes;

export const imagesMigrations: Migrations = {
  name: 'images',
  steps: [makeIndexes(imagesIndexes), makeIndexes(wordsIndexes), fillWords],
};
