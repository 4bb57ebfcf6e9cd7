import { readFile, stat } from 'node:fs/promises';

import { z } from 'zod';

/** What `export` writes about albums, beside the pictures. */
export const ALBUMS_FILE = 'albums.json';
/** A thousand albums of a thousand pictures each are less. */
const MAX_BYTES = 256_000_000;

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
export async function readAlbumsFile(path: string): Promise<AlbumsFile | null> {
  try {
    if ((await stat(path)).size > MAX_BYTES) return null;
    return AlbumsFile.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return null;
  }
}
