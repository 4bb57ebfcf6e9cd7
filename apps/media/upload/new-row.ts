import type { Header } from '#libs/imaging/decoder/decoder.js';
import { newImageRow } from '#libs/domain/image/new-image-row.js';
import { newId } from '#libs/domain/image/keys.js';
import type { PutOptions } from '#libs/ports/object-store.js';

import { cleanName } from '../images/clean-name.js';
import type { Received } from './body-receiver.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

/** Who sent an upload, and what they said of it. */
export interface Origin {
  owner: string;
  ownerName: string;
  /** As it was sent; undefined: none was. */
  name: string | undefined;
  modifiedAt: Date | undefined;
  /** In the place of what the picture itself says; null: nobody knows. */
  takenAt?: Date | null | undefined;
}

/** The row of a new picture, as `uploading`. */
export function newRow({ bytes, sha256 }: Received, header: Header, { owner, name, modifiedAt, ...said }: Origin) {
  const { type, width, height, exif } = header;
  const takenAt = said.takenAt === undefined ? header.takenAt : said.takenAt;
  return newImageRow({
    id: newId(),
    owner,
    name: cleanName(name, type),
    type,
    bytes,
    width,
    height,
    sha256,
    createdAt: new Date(),
    takenAt,
    modifiedAt: modifiedAt ?? null,
    exif,
    generation: 1,
  });
}

/** What travels with an original, so that a drive could be rebuilt from its objects alone. */
export function objectMetadata(row: Omit<ImageRow, 'updatedAt'>, { ownerName }: Origin): PutOptions {
  const { type, sha256, owner, name, createdAt, takenAt, modifiedAt } = row;
  const times = { createdAt, takenAt, modifiedAt };
  const known = Object.entries(times).flatMap(([key, time]) => (time ? [[key, time.toISOString()]] : []));
  return { type, sha256, metadata: { owner, ownerName, name, type, sha256, ...(Object.fromEntries(known) as Record<string, string>) } };
}
