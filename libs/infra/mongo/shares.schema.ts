import { Schema } from 'mongoose';

import type { ShareRow } from '#libs/ports/share-repository.js';

import { makeIndexes, type Indexes, type Migrations } from './migrations.js';
import { date, number, strict, text } from './schema.js';

/** As it is stored, under `_id`. */
export interface ShareDocument extends Omit<ShareRow, 'id' | 'albumId'> {
  _id: string;
  /** Links from before there were any to albums have no such field. */
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
