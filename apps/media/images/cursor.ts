import { Problem } from '#libs/api/errors.js';
import type { ImageCursor } from '#libs/ports/image-repository.js';

/** Version, id, sortAt in milliseconds. A later format can refuse this version. */
const CURSOR = /^1 ([0-7][0-9a-hjkmnp-tv-z]{25}) (-?\d{1,16})$/;

/** A position in a list as opaque text. */
export function encodeCursor({ id, sortAt }: ImageCursor): string {
  return Buffer.from(`1 ${id} ${sortAt.getTime()}`).toString('base64url');
}

/** @throws Problem BAD_REQUEST for any text that `encodeCursor` did not make */
export function decodeCursor(text: string): ImageCursor {
  const [, id, time] = CURSOR.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? [];
  const cursor = id && time ? { id, sortAt: new Date(Number(time)) } : null;
  if (cursor && !Number.isNaN(cursor.sortAt.getTime()) && encodeCursor(cursor) === text) return cursor;
  throw new Problem('BAD_REQUEST', 'The query: before is not a cursor of this list. Use "next" of the previous page, or leave it out.');
}
