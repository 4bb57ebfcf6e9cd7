import { z } from 'zod';

import type { FoundFile } from './find-files.js';
import { readJsonFile } from './json-file.js';

/** The albums of an export, next to the pictures. */
export const ALBUMS_FILE = 'albums.json';
/** Enough for a thousand albums of a thousand pictures. */
const MAX_BYTES = 256_000_000;

export const AlbumsFile = z.object({
  albums: z.array(
    z.object({
      name: z.string(),
      order: z.enum(['hand', 'date']),
      /** SHA-256 of the chosen cover; null: the first picture. */
      cover: z.string().nullable(),
      /** In manual order. The hash identifies the picture; the file name is for people. */
      pictures: z.array(z.object({ file: z.string(), sha256: z.string() })),
    }),
  ),
});
export type AlbumsFile = z.output<typeof AlbumsFile>;

/** Null for any other file. */
export async function readAlbumsFile(file: Pick<FoundFile, 'path' | 'bytes'>): Promise<AlbumsFile | null> {
  return AlbumsFile.safeParse(await readJsonFile(file, MAX_BYTES)).data ?? null;
}
