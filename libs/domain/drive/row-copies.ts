import { z } from 'zod';

import type { ChangedRow, RowKind } from '#libs/ports/changed-rows.js';

import type { ImageRow } from '../image/image-row.js';
import { VISIBLE } from '../image/transitions.js';
import { SIZE_NAMES } from '../variants.js';

/**
 * Row copies: what people did, as one object for each row beside the originals, so that a rebuild from the store alone brings it back. The
 * copy of an image has what was changed after the upload; that of an album or share has the whole row.
 */
const PREFIXES: Record<RowKind, string> = { image: 'rows/images/', album: 'rows/albums/', share: 'rows/shares/' };

/** The prefix of all row copies of one kind. */
export function rowCopyPrefix(kind: RowKind): string {
  return PREFIXES[kind];
}

export function rowCopyKey(kind: RowKind, id: string): string {
  return PREFIXES[kind] + id;
}

/** The row of a row copy; null for any other key. */
export function parseRowCopyKey(key: string): { kind: RowKind; id: string } | null {
  const [, kind, id] = /^rows\/(image|album|share)s\/([^/]+)$/.exec(key) ?? [];
  return kind && id ? { kind: kind as RowKind, id } : null;
}

const time = z.iso.datetime().transform((text) => new Date(text));
const id = z.string().min(1);
/** A later format gets another number: an older drive then says that it can't read the copy, and does not misread it. */
const VERSION = 1;
const version = z.literal(VERSION);

const schemas = {
  image: z.object({ version, owner: id, name: z.string().min(1), takenAt: time.nullable(), deletedAt: time.nullable() }),
  album: z.object({
    version,
    owner: id,
    name: z.string(),
    order: z.enum(['hand', 'date']),
    cover: id.nullable(),
    images: z.array(id),
    createdAt: time,
  }),
  share: z.object({
    version,
    owner: id,
    token: z.string().min(1),
    name: z.string().nullable(),
    albumId: id.nullable(),
    imageIds: z.array(id),
    sizes: z.array(z.enum(SIZE_NAMES)),
    passwordHash: z.string().min(1).nullable(),
    createdAt: time,
    expiresAt: time.nullable(),
    opened: z.int().nonnegative(),
    lastOpenedAt: time.nullable(),
  }),
} as const satisfies Record<RowKind, z.ZodType>;

/** What the copy of a row says. */
export type RowCopy<K extends RowKind> = z.output<(typeof schemas)[K]>;

/**
 * Text of the copy of a row; null when there must be none: the row is gone, or an image is as its upload was.
 * @param metadata of the original of an image
 */
export function rowCopyText(changed: ChangedRow, metadata: Record<string, string> | null): string | null {
  if (!changed.row) return null;
  if (changed.kind !== 'image') return JSON.stringify({ ...changed.row, version: VERSION });
  const { owner, name, takenAt, deletedAt, state } = changed.row;
  if (!VISIBLE.includes(state) || isAsUploaded(changed.row, metadata)) return null;
  return JSON.stringify({ version: VERSION, owner, name, takenAt, deletedAt });
}

function isAsUploaded({ name, takenAt, deletedAt }: ImageRow, metadata: Record<string, string> | null): boolean {
  return metadata !== null && deletedAt === null && name === metadata['name'] && takenAt?.toISOString() === metadata['takenAt'];
}

/** Reads the copy of a row. Returns null for a text that is damaged, or was written by a newer version. */
export function parseRowCopy<K extends RowKind>(kind: K, text: string): RowCopy<K> | null {
  try {
    return (schemas[kind].safeParse(JSON.parse(text)).data ?? null) as RowCopy<K> | null;
  } catch {
    return null;
  }
}
