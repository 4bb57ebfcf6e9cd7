import { Schema, type mongo } from 'mongoose';

import { LAST_SEEN } from '#libs/domain/drive/clock-hold.js';
import type { ImageRow, ImageState } from '#libs/domain/image/image-row.js';
import { mapVariants } from '#libs/domain/variants.js';
import type { AddressKey } from '#libs/ports/address-key-repository.js';
import type { AlbumRow } from '#libs/ports/album-repository.js';
import type { OwnPreset } from '#libs/ports/preset-repository.js';
import type { ShareRow } from '#libs/ports/share-repository.js';

import { columnOf, IMAGE_FIELDS, type FieldKind } from '../image-fields.js';
import { wordsOf } from '../search-words.js';
import { makeIndexes, type Indexes, type Migrations } from './migrations.js';
import { date, flag, number, strict, strictPart, text } from './schema.js';

/** The state of a tombstone: what is left of a removed row, its id, owner, `updatedAt` and `turn`. */
export const TOMBSTONE = 'removed';

/** A row as stored, with derived fields that give every query a fitting index. One update writes all of them. */
export interface ImageDocument extends Omit<ImageRow, 'id' | 'state' | 'crashCount'> {
  _id: string;
  state: ImageState | typeof TOMBSTONE;
  /** `crashCount` of the row. */
  blame: number;
  /** The name as the search compares it; see fold in search-words.ts. */
  foldedName: string;
  /** Words of the name; see wordsOf in search-words.ts. */
  words: string[];
  /** `deletedAt` is not null. */
  trashed: boolean;
  /** The state is visible to people, so the row counts in their usage. */
  counted: boolean;
  /** This row holds the unique key (owner, sha256). */
  holds: boolean;
  /** The number of this insert among the owner's inserts under a quota; see insert-within-quota.ts. */
  turn?: number;
}

const failure = new Schema({ code: text, detail: text }, strictPart);

const camera = new Schema(
  { camera: String, lens: String, exposureSeconds: Number, aperture: Number, iso: Number, focalLength: Number, place: flag },
  strictPart,
);

const variant = new Schema(
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

const variants = new Schema(
  mapVariants(() => ({ type: variant, required: true })),
  strictPart,
);

const TYPES: Record<FieldKind, unknown> = { text: String, number: Number, date: Date, failure, camera, variants };
const { id: _, ...FIELDS } = IMAGE_FIELDS;

export const imageSchema: Schema = new Schema(
  {
    _id: text,
    ...Object.fromEntries(
      Object.entries(FIELDS).map(([field, { kind, nullable = false }]) => [columnOf(field), { type: TYPES[kind], required: !nullable }]),
    ),
    foldedName: text,
    words: [String],
    holds: flag,
    trashed: flag,
    counted: flag,
    turn: Number,
  },
  { ...strict, collection: 'images' },
);

/** The id of the drive, in the only document of its collection. */
export interface DriveDocument {
  _id: string;
  drive: string;
}

export const driveSchema: Schema = new Schema({ _id: text, drive: text }, { ...strict, collection: 'drive' });

/** A named fact about the drive. */
export interface DriveFactDocument {
  _id: string;
  value: string;
}

export const driveFactSchema: Schema = new Schema({ _id: text, value: text }, { ...strict, collection: 'driveFacts' });

/** The personal quota of one owner. */
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
    // The id comes before the fields that may change, so a sum reads each row once even when another call changes it meanwhile.
    { name: 'images_usage', key: { owner: 1, counted: 1, _id: 1, bytes: 1, trashed: 1 } },
    { name: 'images_coming', key: { owner: 1, _id: 1 }, partialFilterExpression: { state: 'uploading' } },
    { name: 'images_marks', key: { updatedAt: 1 }, partialFilterExpression: { state: TOMBSTONE } },
  ],
} as const satisfies Indexes;

const wordsIndexes = { images: [{ name: 'images_words', key: { owner: 1, trashed: 1, words: 1 } }] } as const satisfies Indexes;

export const imagesMigrations: Migrations = {
  name: 'images',
  steps: [makeIndexes(imagesIndexes), makeIndexes(wordsIndexes), fillWords, fillLastSeen],
};

interface Named {
  _id: string;
  name?: string;
  words?: string[];
}

/** Documents in one bulk write. */
const BATCH = 1_000;

/** Migration step: adds the words to documents from before there were words. A document renamed meanwhile has them already. */
export async function fillWords(db: mongo.Db): Promise<void> {
  const images = db.collection<Named>('images');
  const left = { name: { $exists: true }, words: { $exists: false } } as const;
  for (;;) {
    const rows = await images.find(left, { projection: { name: 1 }, limit: BATCH }).toArray();
    if (rows.length === 0) return;
    await images.bulkWrite(
      rows.map(({ _id, name }) => ({ updateOne: { filter: { _id, ...left, name: name! }, update: { $set: { words: wordsOf(name!) } } } })),
      { ordered: false },
    );
  }
}

/** Migration step: the last time seen (libs/domain/drive/clock-hold.ts). Before it was stored, that of the newest change. */
async function fillLastSeen(db: mongo.Db): Promise<void> {
  const [newest] = await db.collection<{ _id: string; updatedAt: Date }>('images').find().sort({ updatedAt: -1 }).limit(1).toArray();
  if (!newest) return;
  const value = newest.updatedAt.toISOString();
  await db.collection<DriveFactDocument>('driveFacts').updateOne({ _id: LAST_SEEN }, { $setOnInsert: { value } }, { upsert: true });
}

export interface AlbumDocument extends Omit<AlbumRow, 'id'> {
  _id: string;
}

export const albumSchema: Schema = new Schema(
  { _id: text, owner: text, name: text, order: text, cover: String, images: [String], createdAt: date, version: number },
  { ...strict, collection: 'albums' },
);

const albumsIndexes = {
  albums: [
    { name: 'albums_owner', key: { owner: 1, _id: 1 } },
    { name: 'albums_images', key: { images: 1 } },
  ],
} as const satisfies Indexes;

export const albumsMigrations: Migrations = { name: 'albums', steps: [makeIndexes(albumsIndexes)] };

export interface ShareDocument extends Omit<ShareRow, 'id' | 'albumId'> {
  _id: string;
  /** Missing in shares that are older than shares of albums. */
  albumId?: string | null;
}

export const shareSchema: Schema = new Schema(
  {
    _id: text,
    owner: text,
    token: text,
    name: String,
    albumId: String,
    imageIds: [text],
    sizes: [text],
    passwordHash: String,
    createdAt: date,
    expiresAt: Date,
    opened: number,
    lastOpenedAt: Date,
  },
  { ...strict, collection: 'shares' },
);

export const sharesIndexes = {
  shares: [
    { name: 'shares_token', key: { token: 1 }, unique: true },
    { name: 'shares_owner', key: { owner: 1, _id: 1 } },
    { name: 'shares_image', key: { imageIds: 1 } },
  ],
  shareEvents: [
    { name: 'shareEvents_key', key: { key: 1, at: 1 } },
    { name: 'shareEvents_age', key: { at: 1 } },
  ],
} as const satisfies Indexes;

const albumLinksIndexes = { shares: [{ name: 'shares_album', key: { albumId: 1, _id: 1 } }] } as const satisfies Indexes;

export const sharesMigrations: Migrations = { name: 'shares', steps: [makeIndexes(sharesIndexes), makeIndexes(albumLinksIndexes)] };

export interface AddressKeyDocument extends Omit<AddressKey, 'id'> {
  _id: string;
}

export const addressKeySchema: Schema = new Schema(
  { _id: text, owner: text, name: text, secret: text, createdAt: date },
  { ...strict, collection: 'addressKeys' },
);

export interface PresetDocument extends OwnPreset {
  /** The owner and the name. */
  _id: string;
  owner: string;
}

export const presetSchema: Schema = new Schema(
  { _id: text, owner: text, name: text, modifiers: text },
  { ...strict, collection: 'presets' },
);

const addressesIndexes = {
  addressKeys: [{ name: 'addressKeys_owner', key: { owner: 1, createdAt: 1 } }],
  presets: [{ name: 'presets_owner', key: { owner: 1, name: 1 } }],
} as const satisfies Indexes;

/** Run by media alone: the user of the worker has no right to these collections. */
export const addressesMigrations: Migrations = { name: 'addresses', steps: [makeIndexes(addressesIndexes)] };
