import { z } from 'zod';

import { USER_NAME } from '#libs/contract/account.js';
import { IMAGE_TYPE_NAMES } from '#libs/domain/image-types.js';

const At = z.iso.datetime().transform((text) => new Date(text));

/** What travels with every original (apps/media/upload/new-row.ts). */
const Metadata = z.object({
  owner: z.string().min(1),
  ownerName: z.string().regex(USER_NAME),
  name: z.string().min(1),
  type: z.enum(IMAGE_TYPE_NAMES),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  createdAt: At,
  takenAt: At.optional(),
  modifiedAt: At.optional(),
});
export type Metadata = z.output<typeof Metadata>;

/** Null for what is not there, or not whole. */
export function readMetadata(stored: Record<string, string> | null): Metadata | null {
  return Metadata.safeParse(stored).data ?? null;
}
