import { basename } from 'node:path';

import { z } from 'zod';

import { MAX_ALBUM_NAME, type Album } from '#libs/api/album.js';

import { ALBUMS_FILE, readAlbumsFile, type AlbumsFile } from '../files/albums-file.js';
import type { FoundFile } from '../files/find-files.js';
import { isJsonName, readJsonFile } from '../files/json-file.js';
import type { Sidecars } from '../takeout/find-sidecars.js';
import { MAX_SIDECAR_BYTES } from '../takeout/sidecar.js';

/** An album to create or fill. */
export interface AlbumPlan {
  name: string;
  order: Album['order'];
  /** Paths or hashes of its pictures, in order. Those that are not in the drive are skipped. */
  pictures: readonly string[];
  /** One of the pictures; undefined: the first. */
  cover?: string;
}

/**
 * The albums of folders, by path: those of an `albums.json` that `export` wrote, and those of Google Takeout. Adds the JSON files that were
 * read to `used`.
 */
export async function findAlbums(files: readonly FoundFile[], { sidecars, used }: Sidecars): Promise<AlbumPlan[]> {
  const plans: AlbumPlan[] = [];
  const takeouts = new Map<string, AlbumPlan>();
  const folders = Map.groupBy(files, ({ folder }) => folder);
  for (const [folder, inside] of folders) {
    const isTakeout = inside.some(({ path }) => sidecars.get(path)?.photoTakenTime && !sidecars.get(path)?.shoebox);
    for (const file of inside) {
      if (!isJsonName(file.name) || file.unfit || used.has(file.path)) continue;
      const own = file.name === ALBUMS_FILE ? await readAlbumsFile(file) : null;
      if (own) {
        plans.push(...own.albums.map(ownPlan));
        used.add(file.path);
      }
      if (own || !isTakeout) continue;
      const name = albumName(takeoutAlbum(await readJsonFile(file, MAX_SIDECAR_BYTES), folder) ?? '');
      if (!name) continue;
      used.add(file.path);
      // An album may be split between two parts of a Takeout: then both folders have the same name.
      const key = `${basename(folder)}\0${name}`;
      const plan = takeouts.get(key);
      const pictures = inside.map(({ path }) => path);
      if (plan) plan.pictures = [...new Set([...plan.pictures, ...pictures])];
      else takeouts.set(key, { name, order: 'date', pictures });
    }
  }
  return [...plans, ...takeouts.values()];
}

function ownPlan({ name, order, cover, pictures }: AlbumsFile['albums'][number]): AlbumPlan {
  return { name: albumName(name), order, pictures: pictures.map(({ sha256 }) => sha256), ...(cover && { cover }) };
}

/** Shortens and cleans a name as albums allow it. Empty when nothing is left. */
export function albumName(text: string): string {
  const plain = text
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
  let name = '';
  for (const character of plain) {
    if (name.length + character.length > MAX_ALBUM_NAME) break;
    name += character;
  }
  return name.trimEnd();
}

/** The JSON file of an album in Google Takeout. Its name depends on the user's language (`Metadaten.json`). */
const TakeoutAlbum = z.object({
  title: z.string().optional(),
  albumData: z.object({ title: z.string() }).optional(),
  photoTakenTime: z.never().optional(),
});

/** Takeout's folders by year, in the known languages, or by day (until 2020). */
const BY_TIME =
  /^((photos (from|de)|fotos (von|del?)|foto (da|del)|foto['’]s (uit|van)|zdjęcia z|foton från|(billeder|bilder|bilete) fra|фото за) \d{4}|\d{4}-\d\d-\d\d( #\d+)?)$/iu;

/**
 * The album name in a JSON file of a Takeout folder: its title, or the folder's name when the title is empty. Null when the file does not
 * describe an album, or the folder is one by time.
 */
export function takeoutAlbum(json: unknown, folder: string): string | null {
  const album = TakeoutAlbum.safeParse(json).data;
  const title = album?.title ?? album?.albumData?.title;
  const name = basename(folder);
  if (title === undefined || BY_TIME.test(title.trim()) || BY_TIME.test(name.normalize('NFC'))) return null;
  return title.trim() || name;
}
