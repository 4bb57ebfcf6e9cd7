import { z } from 'zod';

import type { FoundFile } from './find-files.js';
import { readJsonFile } from './json-file.js';

/** What `export` writes about albums, beside the pictures. */
export const ALBUMS_FILE = 'albums.json';
/** A thousand albums of a thousand pictures each are less. */
const MAX_BYTES = 256_000_000;

/** What is in it. */
export const AlbumsFile = z.object({
  albums: z.array(
    z.object({
      name: z.string(),
      order: z.enum(['hand', 'date']),
      /** SHA-256 of the picture that was chosen; null: the first stands for it. */
      cover: z.string().nullable(),
      /** As they were ordered by hand. The hash says which picture it is, the file's name is for people. */
      pictures: z.array(z.object({ file: z.string(), sha256: z.string() })),
    }),
  ),
});
export type AlbumsFile = z.output<typeof AlbumsFile>;

/** Null for a file that is none. */
export async function readAlbumsFile(file: Pick<FoundFile, 'path' | 'bytes'>): Promise<AlbumsFile | null> {
  return AlbumsFile.safeParse(await readJsonFile(file, MAX_BYTES)).data ?? null;
}
