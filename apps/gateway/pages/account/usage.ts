import { z } from 'zod';

/** What `GET /api/usage` answers: bytes, but for the number of images. */
export const Usage = z.object({ images: z.int(), bytes: z.int(), trashed: z.int(), quota: z.int().nullable() });
export type Usage = z.output<typeof Usage>;
