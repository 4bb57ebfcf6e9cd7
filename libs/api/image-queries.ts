import { z } from 'zod';

import { InstantIn, STATES } from './image.js';

/** A yes or no in a query: `?download`, `?download=true`, `?download=1`. */
export const flag = z.enum(['', 'true', '1', 'false', '0']).transform((text) => text !== 'false' && text !== '0');
export const ListQuery = z.strictObject({
  limit: z
    .string()
    .regex(/^\d{1,3}$/, 'a number from 1 to 500')
    .transform(Number)
    .pipe(z.int().min(1).max(500))
    .default(50)
    // Digits only: coercion to a number would accept 0x10 and 1e1 as well. In the document it is an integer.
    .meta({
      description: 'The most items of a page.',
      example: 20,
      override: { type: 'integer', minimum: 1, maximum: 500, default: 50, pattern: undefined },
    }),
  before: z
    .string()
    .max(200)
    .optional()
    .meta({ description: 'The cursor `next` of the previous page.', example: '01kdc7q3v8x2m4n6p8r0s2t4v6' }),
  order: z.enum(['added', 'taken', 'hand']).optional().meta({
    description:
      'Default: the order of the album, or else `added`. `hand` is the custom order of an album. `added` and `taken` are newest first.',
    example: 'taken',
  }),
  album: z
    .string()
    .max(64)
    .optional()
    .meta({ description: 'Only pictures in this album; 404 when it does not exist.', example: '01kdc7r8e5y0a2c4e6g8j0m2p4' }),
  q: z
    .string()
    .max(200)
    .optional()
    .meta({
      description:
        'A search; all terms must match. A word matches the beginning of a word of the file name, ignoring case and accents. Text in quotes ' +
        'matches exactly. Dates and ranges: 2019, 2019-06, june, june 2019, yesterday, last week, 2018..2020. Types: png, type:heic. ' +
        'failed: pictures that could not be processed. album:"Summer in Rome".',
      example: 'beach june 2019',
    }),
  from: InstantIn.optional().meta({
    description: 'Only pictures whose `sortAt` is at or after this time.',
    example: '2026-05-01T00:00:00Z',
  }),
  to: InstantIn.optional().meta({ description: 'Only pictures whose `sortAt` is before this time.', example: '2026-06-01T00:00:00Z' }),
  state: z.enum(STATES).optional().meta({ description: 'Only pictures in this state.', example: 'ready' }),
  deleted: flag.default(false).meta({ description: 'The pictures in the trash instead of those outside.', example: 'true' }),
});
export type ListQuery = z.output<typeof ListQuery>;

/** Selects the list, as in `GET /api/images`. */
export const NeighboursQuery = ListQuery.pick({ order: true, album: true, q: true });
export type NeighboursQuery = z.output<typeof NeighboursQuery>;
/** The query of an upload. */
export const UploadQuery = z.strictObject({
  name: z
    .string()
    .optional()
    .meta({ description: 'The file name. Characters that a name cannot contain are removed.', example: 'beach.jpg' }),
  modifiedAt: InstantIn.optional().meta({ description: 'The modification time of the file.', example: '2026-05-17T09:30:00Z' }),
  album: z
    .string()
    .max(64)
    .optional()
    .meta({ description: 'The id of an album to add the picture to.', example: '01kdc7r8e5y0a2c4e6g8j0m2p4' }),
  takenAt: z
    .union([z.literal('').transform(() => null), InstantIn])
    .optional()
    .meta({
      description: 'The time taken, which replaces the one in the picture; empty: unknown.',
      example: '2026-05-17T11:30:00+02:00',
      override: { type: 'string', anyOf: undefined },
    }),
});

/** For routes without a query: a misspelt or misplaced parameter is an error. */
export const NoQuery = z.strictObject({});
export const DeleteQuery = z.strictObject({
  forever: flag.default(false).meta({ description: 'Delete it permanently instead of moving it to the trash.', example: 'true' }),
});
export const BytesQuery = z.strictObject({
  v: z
    .string()
    .optional()
    .meta({ description: 'The `generation` of the picture, for addresses that may be cached for ever.', example: '1' }),
  download: flag.default(false).meta({ description: 'Sent as a file to be saved.', example: 'true' }),
  exact: flag
    .default(false)
    .meta({ description: 'Answer 404 instead of another size while the requested one is not ready.', example: 'true' }),
});
export type BytesQuery = z.output<typeof BytesQuery>;
