import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { mapConcurrent } from '#libs/concurrency/map-concurrent.js';
import type { Image } from '#libs/api/image.js';
import { EntryNames } from '#libs/domain/image/entry-names.js';

import { ApiError } from '../drive/api-error.js';
import type { Api } from '../drive/api.js';
import { listImages } from '../drive/list-images.js';
import { ALBUMS_FILE } from '../files/albums-file.js';
import { writeJsonFile } from '../files/json-file.js';
import { saveFile, TEMPORARY } from '../files/save-file.js';
import { readSidecar, type Sidecar } from '../takeout/sidecar.js';
import { exportAlbums } from './export-albums.js';

const CONCURRENCY = 4;
/** The extension of the sidecar of a picture. */
const JSON_END = '.json';

export interface Exported {
  /** Pictures in the drive, without the trash. */
  pictures: number;
  /** Originals written by this call. */
  written: number;
  albums: number;
  failed: { id: string; name: string; why: string }[];
}

/**
 * Writes every picture outside the trash to the folder, each with a sidecar (`takeout/sidecar.ts`), and all albums to one file. Pictures of
 * an earlier export stay as they are.
 * @throws ApiError when the drive does not answer, and system errors
 */
export async function exportDrive(api: Api, folder: string, onPicture: (bytes: number) => void): Promise<Exported> {
  await mkdir(folder, { recursive: true });
  const { names, files } = await readFolder(folder);
  const exported: Exported = { pictures: 0, written: 0, albums: 0, failed: [] };
  await mapConcurrent(listImages(api), CONCURRENCY, async (image) => {
    exported.pictures++;
    try {
      // The sidecar first: it reserves the name for this picture when the export is interrupted.
      const file = files.get(image.id) ?? exportName(names, image);
      files.set(image.id, file);
      await writeSidecar(join(folder, `${file}${JSON_END}`), image);
      if (await writeOriginal(api, join(folder, file), image)) exported.written++;
    } catch (error) {
      if (!(error instanceof ApiError) || error.isFinal) throw error;
      exported.failed.push({ id: image.id, name: image.name, why: error.detail });
    }
    onPicture(image.bytes);
  });
  exported.albums = await exportAlbums(api, folder, files);
  return exported;
}

/** The names that exist in the folder, and the file names of an earlier export by image id. Removes temporary files. */
async function readFolder(folder: string) {
  const existing: string[] = [];
  for (const name of await readdir(folder)) {
    if (name.endsWith(TEMPORARY)) await rm(join(folder, name));
    else existing.push(name);
  }
  const names = new EntryNames([...existing, ALBUMS_FILE]);
  const files = new Map<string, string>();
  const sidecars = existing.filter((name) => name.endsWith(JSON_END));
  await mapConcurrent(sidecars, CONCURRENCY, async (name) => {
    const path = join(folder, name);
    const sidecar = await readSidecar({ path, bytes: (await stat(path)).size });
    if (sidecar?.shoebox) files.set(sidecar.shoebox.id, name.slice(0, -JSON_END.length));
  });
  return { names, files };
}

/** Names that look like a sidecar or a temporary file. File systems may drop dots and spaces at the end. */
const RESERVED = new RegExp(`(\\${JSON_END}|\\${TEMPORARY})[.\\s]*$`, 'i');

/** Reserves a file name for a picture, and the name of its sidecar. */
export function exportName(names: EntryNames, { name, type }: Pick<Image, 'name' | 'type'>): string {
  const typed = `${name}.${type.replace(/^image\//, '')}`;
  for (let wanted = RESERVED.test(name) ? typed : name; ;) {
    const free = names.take(wanted);
    // A long name may have been cut in such a place.
    if (RESERVED.test(free)) wanted = typed;
    else if (names.reserve(`${free}${JSON_END}`)) return free;
  }
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

/** False when the file exists already. */
async function writeOriginal(api: Api, file: string, { id, bytes, sha256, sortAt }: Image): Promise<boolean> {
  const existing = await stat(file).catch(() => null);
  if (existing?.size === bytes) return false;
  await saveFile(api, `/get/${id}/o`, file, { sha256, modifiedAt: new Date(sortAt), replace: true });
  return true;
}
