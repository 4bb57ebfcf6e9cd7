import type { Change } from '#libs/ports/image-repository.js';

import { columnOf, IMAGE_FIELDS, type FieldKind } from '../image-fields.js';
import { fold, wordsOf } from '../search-words.js';
import type { Row, Statement, Value } from './database.js';
import { WAITING, type CameraData, type Failure, type ImageRow, type VariantRecord } from '#libs/domain/image/image-row.js';
import { mapVariants, VARIANT_NAMES, type VariantName } from '#libs/domain/variants.js';

/** A variant as stored in the JSON column: times in milliseconds. */
type StoredVariant = Omit<VariantRecord, 'startedAt' | 'readyAt'> & { startedAt: number | null; readyAt: number | null };

export function variantJson(variant: VariantRecord): string {
  return JSON.stringify({ ...variant, startedAt: variant.startedAt?.getTime() ?? null, readyAt: variant.readyAt?.getTime() ?? null });
}

/** The value of a field as its column stores it. */
export function columnValue(value: string | number | Date | Failure | CameraData | null): Value {
  if (value instanceof Date) return value.getTime();
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

/** The words of a name as the column `words` stores them. */
export function wordsJson(name: string): string {
  return JSON.stringify(wordsOf(name));
}

/** @param condition the row is inserted only if it holds */
export function insertStatement(row: Omit<ImageRow, 'updatedAt'>, now: number, condition?: Statement): Statement {
  const { sizes, ...plain } = row;
  const columns: Record<string, Value> = { foldedName: fold(row.name), words: wordsJson(row.name), updatedAt: now };
  for (const [field, value] of Object.entries(plain)) columns[columnOf(field)] = columnValue(value);
  columns['sizes'] = `{${VARIANT_NAMES.map((name) => `"${name}":${variantJson(sizes[name])}`).join()}}`;
  const names = Object.keys(columns);
  return {
    sql: `INSERT INTO images (${names.join(', ')}) SELECT ${names.map(() => '?').join(', ')}${condition ? ` WHERE ${condition.sql}` : ''} RETURNING id`,
    params: [...Object.values(columns), ...(condition?.params ?? [])],
  };
}

/** How a column that is not null is read. */
const READ: Record<FieldKind, (value: string & number) => unknown> = {
  text: (value) => value,
  number: (value) => value,
  date: (value) => new Date(value),
  failure: (value) => JSON.parse(value) as Failure,
  camera: (value) => JSON.parse(value) as CameraData,
  variants: variantsOf,
};
const COLUMNS = Object.entries(IMAGE_FIELDS).map(([field, { kind }]) => ({ field, column: columnOf(field), read: READ[kind] }));

/** The columns that `imageOfValues` reads, for a SELECT. */
export const IMAGE_COLUMNS = COLUMNS.map(({ column }) => column).join(', ');

/** All fields, so that each row is a copy with the same shape, which is made and read several times as fast as one that grows. */
const EMPTY = Object.fromEntries(COLUMNS.map(({ field }) => [field, null])) as Record<string, unknown>;

export function imageOf(row: Row): ImageRow {
  return imageOfValues(COLUMNS.map(({ column }) => row[column]!));
}

/** @param values those of IMAGE_COLUMNS */
export function imageOfValues(values: readonly Value[]): ImageRow {
  const image = { ...EMPTY };
  for (const [index, { field, read }] of COLUMNS.entries()) {
    const value = values[index]!;
    image[field] = value === null ? null : read(value as string & number);
  }
  return image as unknown as ImageRow;
}

/** A changed row, or the tombstone of a removed one. */
export function changeOf(row: Row): Change {
  if ('removedAt' in row) return { id: row['id'] as string, at: new Date(row['removedAt'] as number), row: null };
  const image = imageOf(row);
  return { id: image.id, at: image.updatedAt, row: image };
}

export function dateOrNull(value: Value | undefined): Date | null {
  return typeof value === 'number' ? new Date(value) : null;
}

function variantsOf(json: string): Record<VariantName, VariantRecord> {
  const stored = JSON.parse(json) as Partial<Record<VariantName, StoredVariant>>;
  return mapVariants((name) => {
    const variant = stored[name];
    // A row that is older than the variant does not contain it.
    return variant ? variantOf(variant) : WAITING;
  });
}

function variantOf({ state, width, height, bytes, type, attempts, error, startedAt, readyAt, key }: StoredVariant): VariantRecord {
  return { state, width, height, bytes, type, attempts, error, startedAt: dateOrNull(startedAt), readyAt: dateOrNull(readyAt), key };
}
