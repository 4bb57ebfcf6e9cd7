import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { Image } from '#libs/contract/image.js';
import { EntryNames } from '#libs/domain/image/entry-names.js';
import { mapConcurrent } from '#libs/concurrency/map-concurrent.js';

import { ALBUMS_FILE } from './albums-file.js';
import { ApiError } from './api-error.js';
import type { Api } from './api.js';
import { exportAlbums } from './export-albums.js';
import { exportName, JSON_END } from './export-names.js';
import { writeJsonFile } from './json-file.js';
import { eachPicture } from './list-pictures.js';
import { PART, saveBytes } from './save-bytes.js';
import { readSidecar, type Sidecar } from './sidecar.js';

const AT_ONCE = 4;

/** What an export found and wrote. */
export interface Exported {
  /** Pictures of the drive. */
  pictures: number;
  /** Written now; the others were there. */
  written: number;
  albums: number;
  failed: { id: string; name: string; why: string }[];
}

/**
 * Writes every picture that is not in the trash into the folder, under its own name as far as that is free, with a JSON file beside it that
 * says the rest (`sidecar.ts`), and all albums into one file. Pictures that an earlier call wrote there are left as they are.
 * @throws ApiError when the drive can't be asked
 */
export async function exportDrive(api: Api, folder: string, onPicture: (bytes: number) => void): Promise<Exported> {
  await mkdir(folder, { recursive: true });
  const { names, files } = await readFolder(folder);
  const exported: Exported = { pictures: 0, written: 0, albums: 0, failed: [] };
  await mapConcurrent(eachPicture(api), AT_ONCE, async (image) => {
    exported.pictures++;
    try {
      // The JSON first: it holds the name for this picture, should this be stopped.
      const file = files.get(image.id) ?? exportName(names, image);
      files.set(image.id, file);
      await writeSidecar(join(folder, `${file}${JSON_END}`), image);
      if (await writeOriginal(api, join(folder, file), image)) exported.written++;
    } catch (error) {
      if (!(error instanceof ApiError) || error.endsAll) throw error;
      exported.failed.push({ id: image.id, name: image.name, why: error.detail });
    }
    onPicture(image.bytes);
  });
  exported.albums = await exportAlbums(api, folder, files);
  return exported;
}

/** The names that are taken, without what an earlier call had begun; and those that an earlier call gave out, by the id of the picture. */
async function readFolder(folder: string) {
  const there: string[] = [];
  for (const name of await readdir(folder)) {
    if (name.endsWith(PART)) await rm(join(folder, name));
    else there.push(name);
  }
  const names = new EntryNames([...there, ALBUMS_FILE]);
  const files = new Map<string, string>();
  await mapConcurrent(
    there.filter((name) => name.endsWith(JSON_END)),
    AT_ONCE,
    async (name) => {
      const path = join(folder, name);
      const sidecar = await readSidecar({ path, bytes: (await stat(path)).size });
      if (sidecar?.shoebox) files.set(sidecar.shoebox.id, name.slice(0, -JSON_END.length));
    },
  );
  return { names, files };
}

async function writeSidecar(path: string, image: Image): Promise<void> {
  const { id, name, sha256, takenAt, modifiedAt, createdAt, sortAt } = image;
  const at = new Date(sortAt);
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const sidecar: Sidecar = {
    title: name,
    photoTakenTime: { timestamp, formatted: at.toUTCString() },
    shoebox: { id, sha256, takenAt, modifiedAt, createdAt },
  };
  await writeJsonFile(path, sidecar);
}

/** False when it was there. */
async function writeOriginal(api: Api, file: string, { id, bytes, sha256, sortAt }: Image): Promise<boolean> {
  const there = await stat(file).catch(() => null);
  if (there?.size === bytes) return false;
  await saveBytes(api, `/get/${id}/o`, file, { sha256, modifiedAt: new Date(sortAt), replace: true });
  return true;
}
