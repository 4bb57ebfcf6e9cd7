import { text } from 'node:stream/consumers';
import { isDeepStrictEqual } from 'node:util';

import { parseRowCopy, rowCopyKey, rowCopyText } from '#libs/domain/drive/row-copies.js';
import { VISIBLE } from '#libs/domain/image/transitions.js';
import type { ChangedRow } from '#libs/ports/changed-rows.js';
import type { MediaDatabase } from '#libs/ports/databases.js';
import { ObjectNotFound } from '#libs/ports/errors.js';
import type { ObjectStore } from '#libs/ports/object-store.js';

const LIMIT = 10_000;

/** What is wrong with the row copies: a row that is not marked as changed has exactly the copy that a rebuild needs. */
export async function rowCopyFaults({ changedRows, audit }: MediaDatabase, objects: ObjectStore): Promise<string[]> {
  const marked = new Set((await changedRows.list({ limit: LIMIT })).map(({ kind, id }) => rowCopyKey(kind, id)));
  // The copy of an image that is being deleted for good goes after its row.
  const images = (await audit.images({ limit: LIMIT })).flatMap(({ row }) => (row && VISIBLE.includes(row.state) ? [row] : []));
  const rows: ChangedRow[] = [
    ...images.map((row) => ({ kind: 'image', id: row.id, stamp: '', row }) as const),
    ...(await audit.albums({ limit: LIMIT })).map((row) => ({ kind: 'album', id: row.id, stamp: '', row }) as const),
  ];
  const found: string[] = [];
  for (const changed of rows) {
    const key = rowCopyKey(changed.kind, changed.id);
    if (marked.has(key)) continue;
    const metadata = changed.kind === 'image' ? await orNull(objects.metadata(changed.row!.originalKey)) : null;
    const wanted = rowCopyText(changed, metadata);
    const stored = await orNull(objects.get(key).then(({ stream }) => text(stream)));
    const read = (copy: string | null) => copy && parseRowCopy(changed.kind, copy);
    if (!isDeepStrictEqual(read(stored), read(wanted)))
      found.push(`${key} does not say what its row does: ${stored}, and should be ${wanted}`);
  }
  return found;
}

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  return asked.catch((error: unknown) => {
    if (error instanceof ObjectNotFound) return null;
    throw error;
  });
}
