import { z } from 'zod';

import { Instant, MAX_NAME } from '#libs/api/image.js';

import type { UploadFields } from '../drive/api.js';
import type { FoundFile } from '../files/find-files.js';
import { readJsonFile } from '../files/json-file.js';
import { editedPart } from './sidecar-names.js';

/** Larger files do not describe a picture. */
export const MAX_SIDECAR_BYTES = 1_000_000;

/** Our addition to the format of Google Takeout: exact values, where Takeout has seconds. */
const OwnPart = z.object({
  id: z.string(),
  sha256: z.string(),
  takenAt: Instant.nullable(),
  modifiedAt: Instant.nullable(),
  createdAt: Instant,
});

/** The JSON file that Google Takeout and `export` write for a picture, as far as it is read. */
export const Sidecar = z.object({
  title: z.string().optional(),
  photoTakenTime: z.object({ timestamp: z.string().regex(/^-?\d{1,12}$/), formatted: z.string().optional() }).optional(),
  shoebox: OwnPart.optional(),
});
export type Sidecar = z.output<typeof Sidecar>;

/** Null for a file that does not describe a picture. */
export async function readSidecar(file: { path: string; bytes: number }): Promise<Sidecar | null> {
  const sidecar = Sidecar.safeParse(await readJsonFile(file, MAX_SIDECAR_BYTES)).data;
  return sidecar?.photoTakenTime || sidecar?.shoebox ? sidecar : null;
}

/** The fields of an upload, from the file and its sidecar. */
export function fieldsOf(file: Pick<FoundFile, 'name' | 'modifiedAt'>, sidecar: Sidecar | null): UploadFields {
  const modifiedAt = instantOf(file.modifiedAt);
  if (!sidecar) return { name: file.name, ...(modifiedAt && { modifiedAt }) };
  if (sidecar.shoebox) {
    const { takenAt, modifiedAt: own, createdAt } = sidecar.shoebox;
    // Without a known date the picture was sorted by its upload: keep that position.
    const sortedBy = own ?? (takenAt === null ? createdAt : null);
    return { name: cut(sidecar.title ?? file.name), takenAt: takenAt ?? '', ...(sortedBy && { modifiedAt: sortedBy }) };
  }
  const takenAt = instantOf(new Date(Number(sidecar.photoTakenTime?.timestamp) * 1000));
  return { name: cut(nameOf(file.name, sidecar.title)), ...(takenAt && { takenAt }), ...(modifiedAt && { modifiedAt }) };
}

/** The title is the original name, which Takeout shortened and cleaned. The extension of the file is the right one. */
function nameOf(fileName: string, title: string | undefined): string {
  if (!title) return fileName;
  const extension = extensionOf(fileName);
  const stem = title.slice(0, title.length - extensionOf(title).length);
  const same = extensionOf(title).toLowerCase() === extension.toLowerCase();
  return `${stem}${editedPart(fileName)}${same ? extensionOf(title) : extension}`;
}

/** Shortens to the longest allowed name: a title may be too long for a URL. */
function cut(name: string): string {
  const extension = extensionOf(name);
  return name.length <= MAX_NAME ? name : `${name.slice(0, MAX_NAME - extension.length)}${extension}`;
}

function extensionOf(name: string): string {
  return /\.[a-z0-9]{1,5}$/i.exec(name)?.[0] ?? '';
}

/** Null for a time outside the years 0 to 9999. */
function instantOf(at: Date): string | null {
  const year = at.getUTCFullYear();
  return year >= 0 && year <= 9999 ? at.toISOString() : null;
}
