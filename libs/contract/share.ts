import { z } from 'zod';

import { mapSizes, SIZE_NAMES, type SizeName, VARIANT_NAMES } from '#libs/domain/variants.js';

import { flag, Image, ImageId, Instant, InstantIn, ListQuery, SentId, SizeParam } from './image.js';

/** What a link's token looks like: 24 letters and digits, 142 random bits. */
export const SHARE_TOKEN = /^[0-9A-Za-z]{24}$/;
/** What a link gives away when nothing else is said: no original. */
export const SHARED_BY_DEFAULT: readonly SizeName[] = VARIANT_NAMES;
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
  .max(SIZE_NAMES.length)
  .transform((sizes) => SIZE_NAMES.filter((size) => sizes.includes(size)));
const Password = z
  .string()
  .min(MIN_SHARE_PASSWORD, `a password of at least ${MIN_SHARE_PASSWORD} characters`)
  .max(200)
  .nullable()
  .meta({ description: 'Who opens the link is asked for it; null: nobody is.' });
const ImageIds = z.array(SentId).min(1).max(MAX_SHARED).meta({ description: 'The pictures, in the order they are shown.' });
const AlbumId = SentId.meta({
  description:
    'In the place of `imageIds`: an album as a whole. What is put into it or taken out later is seen, or not, by the link at once.',
});
const what = { imageIds: ImageIds.optional(), album: AlbumId.optional() };
const oneOfThem = ({ imageIds, album }: { imageIds?: unknown; album?: unknown }) => (imageIds === undefined) !== (album === undefined);
const ONE_OF_THEM = 'give imageIds or album, one of the two';

export const NewShare = z
  .strictObject({
    ...what,
    sizes: Sizes.default([...SHARED_BY_DEFAULT]).meta({ description: 'The sizes that it gives away; `o`, the original, only when named.' }),
    name: Name.optional(),
    password: Password.optional(),
    expiresAt: InstantIn.nullable().optional().meta({ description: 'When it ends by itself; null: never.' }),
  })
  .refine(oneOfThem, ONE_OF_THEM)
  .meta({ id: 'NewShare' });
export type NewShare = z.output<typeof NewShare>;

export const SharePatch = z
  .strictObject({
    imageIds: ImageIds.optional().meta({ description: 'Other pictures; not of a link to an album.' }),
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
    sizes: z.object(mapSizes(() => size)).meta({ description: 'null: not given away, or not made (yet).' }),
    page: z.string(),
  })
  .meta({ id: 'SharedImage' });
export type SharedImage = z.output<typeof SharedImage>;

const LinkedAlbum = z.object({ id: ImageId, name: z.string() });

export const Share = z
  .object({
    id: ImageId,
    token: z.string().meta({ description: 'Whoever knows it can open the link.' }),
    page: z.string().meta({ description: 'Path of the page for people; `/p/…/m.jpg` beside it is the first picture.' }),
    name: z.string().nullable(),
    album: LinkedAlbum.nullable().meta({ description: 'The album that it shows as a whole; null: the pictures that were chosen.' }),
    imageIds: z.array(ImageId).meta({ description: 'The pictures that were chosen; none with an album.' }),
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
export const ShareWithImages = Share.extend({
  pictures: z.int().meta({ description: 'How many it shows.' }),
  images: z.array(SharedImage).meta({ description: `The first ${MAX_SHARED} of them.` }),
}).meta({ id: 'ShareWithImages' });
export type ShareWithImages = z.output<typeof ShareWithImages>;

export const ShareListQuery = ListQuery.pick({ limit: true, before: true }).extend({
  album: SentId.optional().meta({ description: 'Only links to this album.' }),
});
export type ShareListQuery = z.output<typeof ShareListQuery>;
export const ShareList = z
  .object({ items: z.array(Share), next: z.string().nullable().meta({ description: 'Give it as `before`; null at the end.' }) })
  .meta({ id: 'ShareList' });
export type ShareList = z.output<typeof ShareList>;

export const PreviewRequest = z.strictObject(what).refine(oneOfThem, ONE_OF_THEM).meta({ id: 'PreviewRequest' });
export type PreviewRequest = z.output<typeof PreviewRequest>;

const Sum = z
  .object({
    ready: z.int().meta({ description: 'In how many of the pictures this size is there.' }),
    bytes: z.int(),
    width: z.int().meta({ description: 'Pixels of the largest.' }),
    height: z.int(),
  })
  .meta({ id: 'SharedSum' });
/** What a link to these pictures, or to this album, would give away, before there is one. */
export const SharePreview = z
  .object({
    album: LinkedAlbum.nullable(),
    pictures: z.int(),
    first: z.array(Image).meta({ description: 'Some of them, to be shown.' }),
    sizes: z.object(mapSizes(() => Sum)),
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

/** Between gateway and media: what a link is to whoever opens it. Not reachable from outside. */
const Opened = z.object({
  /** How its owner called it, else the name of its album. */
  name: z.string().nullable(),
  sizes: z.array(SizeParam),
  password: z.boolean(),
  /** How many pictures it shows. */
  pictures: z.int(),
});

/** A page of what it shows: the first `MAX_SHARED` pictures on page 1, and so on. */
export const OpenedShare = Opened.extend({ images: z.array(SharedImage), page: z.int(), pages: z.int() });
export type OpenedShare = z.output<typeof OpenedShare>;
export const SharedPageQuery = z.object({ page: z.coerce.number().int().min(1).default(1) });
export type SharedPageQuery = z.output<typeof SharedPageQuery>;

/** One picture of it, with the ids of those beside it. */
export const OpenedPicture = Opened.extend({
  image: SharedImage,
  /** From 1. */
  place: z.int(),
  previous: z.string().nullable(),
  next: z.string().nullable(),
});
export type OpenedPicture = z.output<typeof OpenedPicture>;

/** Between gateway and media: a guess of a link's password, and what proves later that it was right. */
export const UnlockRequest = z.strictObject({ password: z.string().max(1000) });
export type UnlockRequest = z.output<typeof UnlockRequest>;
export const Unlocked = z.object({ proof: z.string(), seconds: z.int() });
export type Unlocked = z.output<typeof Unlocked>;

/** Of the bytes of a link. What else stands in the query is of no concern: pages and chats add words of their own. */
export const SharedBytesQuery = z.object({ download: flag.catch(false).default(false) });
export type SharedBytesQuery = z.output<typeof SharedBytesQuery>;
