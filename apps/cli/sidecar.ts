import { z } from 'zod';

import { Instant, MAX_NAME } from '#libs/contract/image.js';

import type { UploadFields } from './api.js';
import type { FoundFile } from './find-files.js';
import { readJsonFile } from './json-file.js';
import { editedPart } from './takeout-names.js';

/** A file of some megabytes is no description of a picture. */
export const MAX_SIDECAR_BYTES = 1_000_000;

/** What `export` writes beside what Google Takeout would, so that nothing is lost to seconds. */
export const OwnPart = z.object({
  id: z.string(),
  sha256: z.string(),
  takenAt: Instant.nullable(),
  modifiedAt: Instant.nullable(),
  createdAt: Instant,
});

/** The JSON file beside a picture, by Google Takeout: what is read of it. */
export const Sidecar = z.object({
  title: z.string().optional(),
  photoTakenTime: z.object({ timestamp: z.string().regex(/^-?\d{1,12}$/), formatted: z.string().optional() }).optional(),
  shoebox: OwnPart.optional(),
});
export type Sidecar = z.output<typeof Sidecar>;

/** Null for a file that says nothing of a picture. */
export async function readSidecar(file: Pick<FoundFile, 'path' | 'bytes'>): Promise<Sidecar | null> {
  const sidecar = Sidecar.safeParse(await readJsonFile(file, MAX_SIDECAR_BYTES)).data;
  return sidecar?.photoTakenTime || sidecar?.shoebox ? sidecar : null;
}

/** What is told to the drive of a file, by the JSON file beside it if there is one. */
export function fieldsOf(file: Pick<FoundFile, 'name' | 'modifiedAt'>, sidecar: Sidecar | null): UploadFields {
  const modifiedAt = instantOf(file.modifiedAt);
  if (!sidecar) return { name: file.name, ...(modifiedAt && { modifiedAt }) };
  if (sidecar.shoebox) {
    const { takenAt, modifiedAt: own, createdAt } = sidecar.shoebox;
    // Where the drive knew of no time but that of the upload, that one keeps the picture in its place.
    const moved = own ?? (takenAt === null ? createdAt : null);
    return { name: cut(sidecar.title ?? file.name), takenAt: takenAt ?? '', ...(moved && { modifiedAt: moved }) };
  }
  const takenAt = instantOf(new Date(Number(sidecar.photoTakenTime?.timestamp) * 1000));
  return { name: cut(nameOf(file.name, sidecar.title)), ...(takenAt && { takenAt }), ...(modifiedAt && { modifiedAt }) };
}

/** The title is the name before Takeout cut it and took characters out of it; the file knows better what kind of picture it is. */
function nameOf(fileName: string, title: string | undefined): string {
  if (!title) return fileName;
  const extension = extensionOf(fileName);
  const stem = title.slice(0, title.length - extensionOf(title).length);
  const same = extensionOf(title).toLowerCase() === extension.toLowerCase();
  return `${stem}${editedPart(fileName)}${same ? extensionOf(title) : extension}`;
}

/** As long as a name can be: a title may be a whole story, which no address can carry. */
function cut(name: string): string {
  const extension = extensionOf(name);
  return name.length <= MAX_NAME ? name : `${name.slice(0, MAX_NAME - extension.length)}${extension}`;
}

function extensionOf(name: string): string {
  return /\.[a-z0-9]{1,5}$/i.exec(name)?.[0] ?? '';
}

/** Null for a time that the drive can't keep. */
function instantOf(at: Date): string | null {
  const year = at.getUTCFullYear();
  return year >= 0 && year <= 9999 ? at.toISOString() : null;
}
