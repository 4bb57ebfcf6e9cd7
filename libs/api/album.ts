import { z } from 'zod';

import { Image, ImageId, Instant, SentId } from './image.js';
import { filledName } from './name.js';

export const MAX_ALBUM_NAME = 100;
export const MAX_ALBUMS = 1_000;

const Name = filledName(MAX_ALBUM_NAME);
const Order = z.enum(['hand', 'date']).meta({ description: '`hand`: in a custom order. `date`: by the time taken, newest first.' });

export const Album = z
  .object({
    id: ImageId,
    name: z.string(),
    order: Order,
    images: z.int().meta({ description: 'The number of pictures in the album, without those in the trash.' }),
    cover: Image.nullable().meta({ description: 'The chosen cover, or else the first picture; null for an empty album.' }),
    createdAt: Instant,
    page: z.string(),
  })
  .meta({ id: 'Album' });
export type Album = z.output<typeof Album>;

export const AlbumList = z.object({ items: z.array(Album) }).meta({ id: 'AlbumList' });
export type AlbumList = z.output<typeof AlbumList>;

export const NewAlbum = z
  .strictObject({ name: Name, order: Order.default('hand'), ids: z.array(SentId).max(1_000).default([]) })
  .meta({ id: 'NewAlbum' });
export type NewAlbum = z.output<typeof NewAlbum>;

export const AlbumPatch = z
  .strictObject({ name: Name.optional(), order: Order.optional(), cover: SentId.nullable().optional() })
  .refine((patch) => Object.keys(patch).length > 0, 'give name, order or cover')
  .meta({ id: 'AlbumPatch', override: { minProperties: 1 } });
export type AlbumPatch = z.output<typeof AlbumPatch>;

export const ALBUM_ACTIONS = ['add', 'remove', 'move'] as const;
export const AlbumPictures = z
  .strictObject({
    ids: z.array(SentId).min(1).max(1_000),
    action: z.enum(ALBUM_ACTIONS),
    before: SentId.nullable().optional().meta({ description: 'For `move`: the picture to insert before; null: the end.' }),
  })
  .meta({ id: 'AlbumPictures' });
export type AlbumPictures = z.output<typeof AlbumPictures>;

/** The album, and the ids in the request that could not be added, moved or removed because there is no such picture. */
export const AlbumChanged = z.object({ album: Album, missing: z.array(z.string()) }).meta({ id: 'AlbumChanged' });
export type AlbumChanged = z.output<typeof AlbumChanged>;
