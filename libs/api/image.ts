import { z } from 'zod';

import { mapSizes, SIZE_NAMES } from '#libs/domain/variants.js';

import { filledName } from './name.js';

/** ISO 8601 in UTC. */
export const Instant = z.iso.datetime().meta({ example: '2026-05-17T09:30:00.000Z' });
/** A time in a request: any offset, stored in UTC. */
export const InstantIn = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  // An offset can lead outside the years that ISO 8601 writes with four digits.
  .refine((at) => at.getUTCFullYear() >= 0 && at.getUTCFullYear() <= 9999, 'a time in the years 0 to 9999');

/** A ULID in lower case. Any other text is answered as the id of no picture. */
export const IMAGE_ID = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/;
export const ImageId = z.string().regex(IMAGE_ID).meta({ description: 'A ULID in lower case.', example: '01kdc7q3v8x2m4n6p8r0s2t4v6' });

export const SizeParam = z.enum(SIZE_NAMES).meta({ description: 'Small, medium, large, or the original.', example: 'm' });

/** The states that people see. */
export const STATES = ['processing', 'ready', 'rejected'] as const;

const Failure = z.object({ code: z.string(), detail: z.string() }).meta({ id: 'Failure' });

export const ImageSize = z
  .object({
    state: z.enum(['waiting', 'working', 'ready', 'failed']),
    width: z.int().nullable(),
    height: z.int().nullable(),
    bytes: z.int().nullable(),
    type: z.string().nullable().meta({ description: 'The Content-Type of the bytes.' }),
    attempts: z.int(),
    error: Failure.nullable(),
    startedAt: Instant.nullable(),
    readyAt: Instant.nullable(),
    url: z.string(),
  })
  .meta({ id: 'ImageSize' });

const Exif = z
  .object({
    camera: z.string().nullable().meta({ description: 'Make and model.' }),
    lens: z.string().nullable(),
    exposureSeconds: z.number().nullable(),
    aperture: z.number().nullable().meta({ description: 'The f-number.' }),
    iso: z.number().nullable(),
    focalLength: z.number().nullable().meta({ description: 'Millimetres.' }),
    place: z.boolean().meta({ description: 'Whether the original contains its location. The other sizes never do.' }),
  })
  .meta({ id: 'Exif' });

export const Image = z
  .object({
    id: ImageId,
    name: z.string(),
    type: z.string(),
    bytes: z.int(),
    width: z.int().meta({ description: 'In pixels, after the orientation is applied.' }),
    height: z.int(),
    sha256: z.string(),
    createdAt: Instant,
    takenAt: Instant.nullable(),
    sortAt: Instant.meta({ description: 'The time taken, or else the modification time of the file, or else the time of the upload.' }),
    modifiedAt: Instant.nullable().meta({ description: 'The modification time of the file, as given with the upload.' }),
    deletedAt: Instant.nullable(),
    exif: Exif.nullable().meta({ description: 'EXIF data of the original; null when there is none.' }),
    state: z.enum(STATES),
    reason: Failure.nullable(),
    thumbhash: z.string().nullable().meta({ description: 'Base64 of a thumbhash.' }),
    generation: z.int(),
    sizes: z.object(mapSizes(() => ImageSize)),
    page: z.string(),
    damaged: z
      .literal(true)
      .optional()
      .meta({ description: 'The stored original is missing or damaged. An upload of the same bytes brings it back.' }),
    duplicate: z.literal(true).optional().meta({ description: 'In the response to an upload: the drive already had these bytes.' }),
    restored: z
      .literal(true)
      .optional()
      .meta({ description: 'In the response to an upload: the picture was in the trash and was restored.' }),
    healed: z
      .literal(true)
      .optional()
      .meta({ description: 'In the response to an upload: the stored original was missing or damaged, and this upload brought it back.' }),
  })
  .meta({ id: 'Image' });
export type Image = z.output<typeof Image>;
export type ImageSize = z.output<typeof ImageSize>;

const ResultError = z.object({ code: z.string(), title: z.string(), detail: z.string() }).meta({ id: 'ResultError' });

const UploadedFile = z.object({ status: z.union([z.literal(200), z.literal(201)]), image: Image }).meta({ id: 'UploadedFile' });
const RefusedFile = z.object({ status: z.int(), error: ResultError, name: z.string() }).meta({ id: 'RefusedFile' });
/** The result of one file of an upload. */
export const UploadResult = z.union([UploadedFile, RefusedFile]).meta({ id: 'UploadResult' });
export const UploadResults = z.object({ results: z.array(UploadResult) }).meta({ id: 'UploadResults' });
export type UploadResult = z.output<typeof UploadResult>;

export const MAX_NAME = 255;
const Name = filledName(MAX_NAME);

export const ImagePatch = z
  .strictObject({ name: Name.optional(), takenAt: InstantIn.nullable().optional() })
  .refine((patch) => Object.keys(patch).length > 0, 'give name, takenAt or both')
  .meta({ id: 'ImagePatch', override: { minProperties: 1 } });
export type ImagePatch = z.output<typeof ImagePatch>;

/** The most hashes in one request: their JSON is smaller than the limit of a body. */
export const MAX_KNOWN = 1_000;
const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits in lower case')
  .meta({ example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' });
export const KnownRequest = z.strictObject({ sha256: z.array(Sha256).min(1).max(MAX_KNOWN) }).meta({ id: 'KnownRequest' });
export type KnownRequest = z.output<typeof KnownRequest>;

/** A picture of the caller, also one in the trash. */
const KnownImage = z
  .object({ sha256: z.string(), id: ImageId, state: z.enum(STATES), deletedAt: Instant.nullable() })
  .meta({ id: 'KnownImage' });
export const KnownImages = z.object({ items: z.array(KnownImage) }).meta({ id: 'KnownImages' });
export type KnownImages = z.output<typeof KnownImages>;

export const Month = z
  .object({ month: z.string().meta({ description: 'The month of `sortAt`, in UTC.', example: '2019-06' }), images: z.int() })
  .meta({ id: 'Month' });
export const Months = z.object({ months: z.array(Month) }).meta({ id: 'Months' });
export type Month = z.output<typeof Month>;
export type Months = z.output<typeof Months>;

export const ImageList = z
  .object({
    items: z.array(Image),
    next: z.string().nullable().meta({ description: 'The cursor for `before`; null on the last page.' }),
    understood: z.string().optional().meta({ description: 'The meaning of `q` in words. Only with `q`.' }),
  })
  .meta({ id: 'ImageList' });
export type ImageList = z.output<typeof ImageList>;

/** The pictures before and after one in a list; null at its ends. */
export const Neighbours = z
  .object({
    newer: Image.nullable().meta({ description: 'The picture before it in the list.' }),
    older: Image.nullable().meta({ description: 'The picture after it in the list.' }),
  })
  .meta({ id: 'Neighbours' });
export type Neighbours = z.output<typeof Neighbours>;

/** The id of a picture in a request body. Text that cannot be an id is answered as the id of no picture. */
export const SentId = z.string().max(64).meta({ example: '01kdc7q3v8x2m4n6p8r0s2t4v6' });

export const BULK_ACTIONS = ['delete', 'restore', 'purge'] as const;
export const BulkRequest = z
  .strictObject({ ids: z.array(SentId).min(1).max(1_000), action: z.enum(BULK_ACTIONS) })
  .meta({ id: 'BulkRequest' });
export type BulkRequest = z.output<typeof BulkRequest>;

/** The result for one picture: the status that a request for it alone would have. */
export const BulkResult = z
  .object({ id: z.string(), status: z.int(), image: Image.optional(), error: ResultError.optional() })
  .meta({ id: 'BulkResult' });
export const BulkResults = z.object({ results: z.array(BulkResult) }).meta({ id: 'BulkResults' });
export type BulkResult = z.output<typeof BulkResult>;

export const ZipRequest = z.strictObject({ ids: z.array(SentId).min(1).max(10_000), size: SizeParam }).meta({ id: 'ZipRequest' });
export type ZipRequest = z.output<typeof ZipRequest>;

export const Usage = z
  .object({
    images: z.int().meta({ description: 'The number of pictures outside the trash.' }),
    bytes: z.int().meta({ description: 'Bytes of all originals, including the trash.' }),
    trashed: z.int().meta({ description: 'Bytes of the originals in the trash.' }),
    quota: z.int().nullable().meta({ description: 'The limit of `bytes`; null: no limit.' }),
  })
  .meta({ id: 'Usage' });
export type Usage = z.output<typeof Usage>;
