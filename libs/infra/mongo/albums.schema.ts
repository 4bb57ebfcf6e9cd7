import { Schema } from 'mongoose';

import type { AlbumRow } from '#libs/ports/album-repository.js';

import { makeIndexes, type Indexes, type Migrations } from './migrations.js';
import { date, number, strict, text } from './schema.js';

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
