import { z } from 'zod';

import { mapSizes, SIZE_NAMES, type SizeName, VARIANT_NAMES } from '#libs/domain/variants.js';

import { Image, ImageId, Instant, InstantIn, SentId, SizeParam } from './image.js';
import { flag, ListQuery } from './image-queries.js';
import { name } from './name.js';
import { Presets } from './transform.js';

/** The pattern of a share's token: 24 letters and digits, which are 142 random bits. */
export const SHARE_TOKEN = /^[0-9A-Za-z]{24}$/;
/** The default sizes of a share: all but the original. */
export const SHARED_BY_DEFAULT: readonly SizeName[] = VARIANT_NAMES;
export const MAX_SHARED = 500;
export const MAX_SHARE_NAME = 100;
export const MIN_SHARE_PASSWORD = 6;

const Name = name(MAX_SHARE_NAME)
  // A form sends an empty field for no name.
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
  .meta({ description: 'The password for opening the link; null: none.' });
const ImageIds = z.array(SentId).min(1).max(MAX_SHARED).meta({ description: 'The pictures, in the order in which they are shown.' });
const AlbumId = SentId.meta({
  description: 'Instead of `imageIds`: a whole album. The link always shows what the album contains at that time.',
});
const what = { imageIds: ImageIds.optional(), album: AlbumId.optional() };
const oneOfThem = ({ imageIds, album }: { imageIds?: unknown; album?: unknown }) => (imageIds === undefined) !== (album === undefined);
const ONE_OF_THEM = 'give imageIds or album, one of the two';
/** The same for the document. */
const ONE_OF_THEM_REQUIRED = { oneOf: [{ required: ['imageIds'] }, { required: ['album'] }] };

export const NewShare = z
  .strictObject({
    ...what,
    sizes: Sizes.default([...SHARED_BY_DEFAULT]).meta({
      description: 'The sizes that people with the link can get. The original, `o`, is not among the default sizes.',
    }),
    name: Name.optional(),
    password: Password.optional(),
    expiresAt: InstantIn.nullable().optional().meta({ description: 'When the link expires; null: never.' }),
  })
  .refine(oneOfThem, ONE_OF_THEM)
  .meta({ id: 'NewShare', override: ONE_OF_THEM_REQUIRED });
export type NewShare = z.output<typeof NewShare>;

export const SharePatch = z
  .strictObject({
    imageIds: ImageIds.optional().meta({ description: 'Other pictures. Not for a link to an album.' }),
    sizes: Sizes.optional(),
    name: Name.optional(),
    password: Password.optional(),
    expiresAt: InstantIn.nullable().optional(),
  })
  .refine((patch) => Object.keys(patch).length > 0, 'give at least one thing to change')
  .meta({ id: 'SharePatch', override: { minProperties: 1 } });
export type SharePatch = z.output<typeof SharePatch>;

/** A size that the share includes and that is ready. */
export const SharedSize = z
  .object({ width: z.int(), height: z.int(), bytes: z.int(), type: z.string(), url: z.string() })
  .meta({ id: 'SharedSize' });
export type SharedSize = z.output<typeof SharedSize>;

const size = SharedSize.nullable();
/** A picture as shown to people with the link. */
export const SharedImage = z
  .object({
    id: ImageId,
    name: z.string(),
    width: z.int(),
    height: z.int(),
    thumbhash: z.string().nullable(),
    sizes: z.object(mapSizes(() => size)).meta({ description: 'null: not included in the link, or not ready.' }),
    page: z.string(),
  })
  .meta({ id: 'SharedImage' });
export type SharedImage = z.output<typeof SharedImage>;

const LinkedAlbum = z.object({ id: ImageId, name: z.string() });

export const Share = z
  .object({
    id: ImageId,
    token: z.string().meta({ description: 'The secret part of the link.' }),
    page: z.string().meta({ description: 'The path of the page. `/p/…/m.jpg` is the first picture.' }),
    name: z.string().nullable(),
    album: LinkedAlbum.nullable().meta({ description: 'The album that the link shows; null for a link to chosen pictures.' }),
    imageIds: z.array(ImageId).meta({ description: 'The chosen pictures; empty for a link to an album.' }),
    sizes: z.array(SizeParam),
    password: z.boolean().meta({ description: 'Whether the link needs a password.' }),
    createdAt: Instant,
    expiresAt: Instant.nullable(),
    opened: z.int().meta({ description: 'How often the page was opened. Pictures embedded in other pages are not counted.' }),
    lastOpenedAt: Instant.nullable(),
  })
  .meta({ id: 'Share' });
export type Share = z.output<typeof Share>;

/** A share with the pictures that it shows now, without those in the trash. */
export const ShareWithImages = Share.extend({
  pictures: z.int().meta({ description: 'The number of pictures that the link shows.' }),
  images: z.array(SharedImage).meta({ description: `The first ${MAX_SHARED} of these pictures.` }),
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

export const PreviewRequest = z
  .strictObject(what)
  .refine(oneOfThem, ONE_OF_THEM)
  .meta({ id: 'PreviewRequest', override: ONE_OF_THEM_REQUIRED });
export type PreviewRequest = z.output<typeof PreviewRequest>;

const Sum = z
  .object({
    ready: z.int().meta({ description: 'The number of pictures with this size ready.' }),
    bytes: z.int(),
    width: z.int().meta({ description: 'In pixels, of the largest picture.' }),
    height: z.int(),
  })
  .meta({ id: 'SharedSum' });
/** What people with a link to these pictures or this album could get. */
export const SharePreview = z
  .object({
    album: LinkedAlbum.nullable(),
    pictures: z.int(),
    first: z.array(Image).meta({ description: 'The first few pictures.' }),
    sizes: z.object(mapSizes(() => Sum)),
    originals: z.object({ camera: z.int(), time: z.int(), place: z.int() }).meta({
      description: 'How many originals contain the camera, the time taken and the location. The other sizes never do.',
    }),
  })
  .meta({ id: 'SharePreview' });
export type SharePreview = z.output<typeof SharePreview>;

/** For tools that upload a picture and paste its link. All URLs are absolute. */
export const SharedUpload = z
  .object({
    url: z.string().meta({ description: 'The page of the link.' }),
    thumbnailUrl: z
      .string()
      .meta({ description: 'The small size. Until it is ready, the nearest that is; right after the upload the answer waits for one.' }),
    deletionUrl: z.string().meta({ description: 'A page on which the owner can delete the picture. Opening it changes nothing.' }),
    image: Image,
    share: Share,
  })
  .meta({ id: 'SharedUpload' });
export type SharedUpload = z.output<typeof SharedUpload>;

/** Media to gateway: a share as its visitors see it. Not reachable from outside. */
const Opened = z.object({
  /** The name that the owner gave it, or else the name of its album. */
  name: z.string().nullable(),
  sizes: z.array(SizeParam),
  password: z.boolean(),
  /** The number of pictures that it shows. */
  pictures: z.int(),
  /** What visitors may name in an address. A media of the version before does not say. */
  presets: Presets.default([]),
});

/** A page of its pictures, `MAX_SHARED` on each. */
export const OpenedShare = Opened.extend({ images: z.array(SharedImage), page: z.int(), pages: z.int() });
export type OpenedShare = z.output<typeof OpenedShare>;
export const SharedPageQuery = z.object({ page: z.coerce.number().int().min(1).default(1) });
export type SharedPageQuery = z.output<typeof SharedPageQuery>;

/** One of its pictures, with the ids of the previous and the next. */
export const OpenedPicture = Opened.extend({
  image: SharedImage,
  /** The position of the picture, from 1. */
  place: z.int(),
  previous: z.string().nullable(),
  next: z.string().nullable(),
});
export type OpenedPicture = z.output<typeof OpenedPicture>;

/** Gateway to media: a guess of the password of a share. The proof in the response replaces the password in later requests. */
export const UnlockRequest = z.strictObject({ password: z.string().max(1000) });
export type UnlockRequest = z.output<typeof UnlockRequest>;
export const Unlocked = z.object({ proof: z.string(), seconds: z.int() });
export type Unlocked = z.output<typeof Unlocked>;

/** The query of a shared picture. Other parameters are ignored, as other sites and chats add their own. */
export const SharedBytesQuery = z.object({
  download: flag.catch(false).default(false),
  exact: flag.catch(false).default(false),
});
export type SharedBytesQuery = z.output<typeof SharedBytesQuery>;
