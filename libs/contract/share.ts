import { z } from 'zod';

import { flag, Image, ImageId, Instant, InstantIn, ListQuery, SentId, SizeParam } from './image.js';

/** What a link's token looks like: 24 letters and digits, 142 random bits. */
export const SHARE_TOKEN = /^[0-9A-Za-z]{24}$/;
/** What a link gives away when nothing else is said: no original. */
export const SHARED_BY_DEFAULT = ['s', 'm', 'l'] as const;
export const MAX_SHARED = 500;
export const MAX_SHARE_NAME = 100;
export const MIN_SHARE_PASSWORD = 6;

const Name = z
  .string()
  .trim()
  .max(MAX_SHARE_NAME)
  .regex(/^[^\p{Cc}\u2028\u2029]*$/u, 'no control characters')
  // An empty field of a form.
  .transform((text) => text || null)
  .nullable();
const Sizes = z
  .array(SizeParam)
  .min(1)
  .max(4)
  .transform((sizes) => (['s', 'm', 'l', 'o'] as const).filter((size) => sizes.includes(size)));
const Password = z
  .string()
  .min(MIN_SHARE_PASSWORD, `a password of at least ${MIN_SHARE_PASSWORD} characters`)
  .max(200)
  .nullable()
  .meta({ description: 'Who opens the link is asked for it; null: nobody is.' });
const ImageIds = z.array(SentId).min(1).max(MAX_SHARED).meta({ description: 'The pictures, in the order they are shown.' });

export const NewShare = z
  .strictObject({
    imageIds: ImageIds,
    sizes: Sizes.default([...SHARED_BY_DEFAULT]).meta({ description: 'The sizes that it gives away; `o`, the original, only when named.' }),
    name: Name.optional(),
    password: Password.optional(),
    expiresAt: InstantIn.nullable().optional().meta({ description: 'When it ends by itself; null: never.' }),
  })
  .meta({ id: 'NewShare' });
export type NewShare = z.output<typeof NewShare>;

export const SharePatch = z
  .strictObject({
    imageIds: ImageIds.optional(),
    sizes: Sizes.optional(),
    name: Name.optional(),
    password: Password.optional(),
    expiresAt: InstantIn.nullable().optional(),
  })
  .refine((patch) => Object.keys(patch).length > 0, 'give at least one thing to change')
  .meta({ id: 'SharePatch' });
export type SharePatch = z.output<typeof SharePatch>;

/** A size that a link gives away and that is ready. */
export const SharedSize = z
  .object({ width: z.int(), height: z.int(), bytes: z.int(), type: z.string(), url: z.string() })
  .meta({ id: 'SharedSize' });
export type SharedSize = z.output<typeof SharedSize>;

const size = SharedSize.nullable();
/** A picture as everybody who has the link may see it. */
export const SharedImage = z
  .object({
    id: ImageId,
    name: z.string(),
    width: z.int(),
    height: z.int(),
    thumbhash: z.string().nullable(),
    sizes: z.object({ s: size, m: size, l: size, o: size }).meta({ description: 'null: not given away, or not made (yet).' }),
    page: z.string(),
  })
  .meta({ id: 'SharedImage' });
export type SharedImage = z.output<typeof SharedImage>;

export const Share = z
  .object({
    id: ImageId,
    token: z.string().meta({ description: 'Whoever knows it can open the link.' }),
    page: z.string().meta({ description: 'Path of the page for people; `/p/…/m.jpg` beside it is the first picture.' }),
    name: z.string().nullable(),
    imageIds: z.array(ImageId),
    sizes: z.array(SizeParam),
    password: z.boolean().meta({ description: 'Whether it asks for a password.' }),
    createdAt: Instant,
    expiresAt: Instant.nullable(),
    opened: z.int().meta({ description: 'How often its page was opened. Bytes in other pages are not counted.' }),
    lastOpenedAt: Instant.nullable(),
  })
  .meta({ id: 'Share' });
export type Share = z.output<typeof Share>;

/** A link with what it shows right now: pictures in the trash are not among them. */
export const ShareWithImages = Share.extend({ images: z.array(SharedImage) }).meta({ id: 'ShareWithImages' });
export type ShareWithImages = z.output<typeof ShareWithImages>;

export const ShareListQuery = ListQuery.pick({ limit: true, before: true });
export type ShareListQuery = z.output<typeof ShareListQuery>;
export const ShareList = z
  .object({ items: z.array(Share), next: z.string().nullable().meta({ description: 'Give it as `before`; null at the end.' }) })
  .meta({ id: 'ShareList' });
export type ShareList = z.output<typeof ShareList>;

export const PreviewRequest = z.strictObject({ imageIds: ImageIds }).meta({ id: 'PreviewRequest' });
export type PreviewRequest = z.output<typeof PreviewRequest>;

const Sum = z
  .object({
    ready: z.int().meta({ description: 'In how many of the pictures this size is there.' }),
    bytes: z.int(),
    width: z.int().meta({ description: 'Pixels of the largest.' }),
    height: z.int(),
  })
  .meta({ id: 'SharedSum' });
/** What a link to these pictures would give away, before there is one. */
export const SharePreview = z
  .object({
    pictures: z.int(),
    first: z.array(Image).meta({ description: 'Some of them, to be shown.' }),
    sizes: z.object({ s: Sum, m: Sum, l: Sum, o: Sum }),
    originals: z.object({ camera: z.int(), time: z.int(), place: z.int() }).meta({
      description: 'How many originals say with which camera and where, and may say when they were taken. The other sizes never do.',
    }),
  })
  .meta({ id: 'SharePreview' });
export type SharePreview = z.output<typeof SharePreview>;

/** What a tool needs that uploads a picture to paste its link. All addresses are whole. */
export const SharedUpload = z
  .object({
    url: z.string().meta({ description: 'The page of the link, for people.' }),
    thumbnailUrl: z.string().meta({ description: 'The small size, as soon as it is made.' }),
    deletionUrl: z.string().meta({ description: 'A page that asks its owner whether to delete the picture. Opening it changes nothing.' }),
    image: Image,
    share: Share,
  })
  .meta({ id: 'SharedUpload' });
export type SharedUpload = z.output<typeof SharedUpload>;

/** Between gateway and media: what a link shows to whoever opens it. Not reachable from outside. */
export const OpenedShare = z.object({
  name: z.string().nullable(),
  sizes: z.array(SizeParam),
  password: z.boolean(),
  images: z.array(SharedImage),
});
export type OpenedShare = z.output<typeof OpenedShare>;

/** Between gateway and media: a guess of a link's password, and what proves later that it was right. */
export const UnlockRequest = z.strictObject({ password: z.string().max(1000) });
export type UnlockRequest = z.output<typeof UnlockRequest>;
export const Unlocked = z.object({ proof: z.string(), seconds: z.int() });
export type Unlocked = z.output<typeof Unlocked>;

/** Of the bytes of a link. What else stands in the query is of no concern: pages and chats add words of their own. */
export const SharedBytesQuery = z.object({ download: flag.catch(false).default(false) });
export type SharedBytesQuery = z.output<typeof SharedBytesQuery>;
