import type { Change } from '#libs/ports/image-repository.js';

import { fold } from '../fold.js';
import type { Row, Statement, Value } from './database.js';
import { wordsOf } from '../search-words.js';
import {
  WAITING,
  type CameraData,
  type Failure,
  type ImageRow,
  type ImageState,
  type VariantRecord,
} from '#libs/domain/image/image-row.js';
import { mapVariants, VARIANT_NAMES, type VariantName } from '#libs/domain/variants.js';

/** A size as it lies in the JSON of a row: times in milliseconds. */
type StoredSize = Omit<VariantRecord, 'startedAt' | 'readyAt'> & { startedAt: number | null; readyAt: number | null };

export function sizeJson(size: VariantRecord): string {
  return JSON.stringify({ ...size, startedAt: size.startedAt?.getTime() ?? null, readyAt: size.readyAt?.getTime() ?? null });
}

/** What a column holds for a field of a row or of a change. */
export function columnValue(value: string | number | Date | Failure | CameraData | null): Value {
  if (value instanceof Date) return value.getTime();
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

/** The words of a name as the column holds them. */
export function wordsJson(name: string): string {
  return JSON.stringify(wordsOf(name));
}

/** @param held what must be so for the row to be inserted */
export function insertStatement(row: Omit<ImageRow, 'updatedAt'>, now: number, held?: Statement): Statement {
  const { sizes, ...plain } = row;
  const columns: Record<string, Value> = { foldedName: fold(row.name), words: wordsJson(row.name), updatedAt: now };
  for (const [column, value] of Object.entries(plain)) columns[column] = columnValue(value);
  columns['sizes'] = `{${VARIANT_NAMES.map((name) => `"${name}":${sizeJson(sizes[name])}`).join()}}`;
  const names = Object.keys(columns);
  return {
    sql: `INSERT INTO images (${names.join(', ')}) SELECT ${names.map(() => '?').join(', ')}${held ? ` WHERE ${held.sql}` : ''} RETURNING id`,
    params: [...Object.values(columns), ...(held?.params ?? [])],
  };
}

export function imageOf(row: Row): ImageRow {
  const text = (column: string) => row[column] as string;
  const number = (column: string) => row[column] as number;
  return {
    id: text('id'),
    owner: text('owner'),
    name: text('name'),
    type: text('type'),
    bytes: number('bytes'),
    width: number('width'),
    height: number('height'),
    sha256: text('sha256'),
    originalKey: text('originalKey'),
    createdAt: new Date(number('createdAt')),
    takenAt: dateOrNull(row['takenAt']),
    modifiedAt: dateOrNull(row['modifiedAt']),
    exif: row['exif'] === null ? null : (JSON.parse(text('exif')) as CameraData),
    sortAt: new Date(number('sortAt')),
    deletedAt: dateOrNull(row['deletedAt']),
    state: text('state') as ImageState,
    reason: row['reason'] === null ? null : (JSON.parse(text('reason')) as Failure),
    thumbhash: row['thumbhash'] as string | null,
    generation: number('generation'),
    attempt: number('attempt'),
    blame: number('blame'),
    sizes: sizesOf(text('sizes')),
    updatedAt: new Date(number('updatedAt')),
  };
}

/** A changed row, or the mark of one that was removed. */
export function changeOf(row: Row): Change {
  if ('removedAt' in row) return { id: row['id'] as string, at: new Date(row['removedAt'] as number), row: null };
  const image = imageOf(row);
  return { id: image.id, at: image.updatedAt, row: image };
}

export function dateOrNull(value: Value | undefined): Date | null {
  return typeof value === 'number' ? new Date(value) : null;
}

function sizesOf(json: string): Record<VariantName, VariantRecord> {
  const stored = JSON.parse(json) as Partial<Record<VariantName, StoredSize>>;
  return mapVariants((name) => {
    const size = stored[name];
    // A row that is older than the variant says nothing of it.
    return size ? { ...size, startedAt: dateOrNull(size.startedAt), readyAt: dateOrNull(size.readyAt) } : WAITING;
  });
}
