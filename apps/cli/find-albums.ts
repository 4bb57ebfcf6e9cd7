import { basename } from 'node:path';

import { albumName, type AlbumPlan } from './album-plan.js';
import { ALBUMS_FILE, readAlbumsFile, type AlbumsFile } from './albums-file.js';
import type { FoundFile } from './find-files.js';
import type { Sidecars } from './find-sidecars.js';
import { isJsonName, readJsonFile } from './json-file.js';
import { MAX_SIDECAR_BYTES } from './sidecar.js';
import { takeoutAlbum } from './takeout-album.js';

/**
 * The albums that the folders speak of, by path: those in a file that `export` wrote, and the folders that Google Takeout made of albums.
 * The JSON files that were read for it are noted as used.
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
      // Of an album that was cut in two, when each part of a Takeout was unpacked on its own, the folders have one name.
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
