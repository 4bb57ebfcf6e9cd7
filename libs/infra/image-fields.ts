import type { ImageRow } from '#libs/domain/image/image-row.js';

/** How a field is stored. Each engine says what it does with each kind. */
export type FieldKind = 'text' | 'number' | 'date' | 'failure' | 'camera' | 'variants';

interface ImageField {
  kind: FieldKind;
  nullable?: true;
  /** The column or document field, where it is not named like the field of the row. */
  column?: string;
}

/**
 * Every field of an image row: both engines read, write and check rows by this table. To add a field: `ImageRow`, a line here, and for
 * SQLite a migration that adds the column.
 */
export const IMAGE_FIELDS: Record<keyof ImageRow, ImageField> = {
  id: { kind: 'text' },
  owner: { kind: 'text' },
  name: { kind: 'text' },
  type: { kind: 'text' },
  bytes: { kind: 'number' },
  width: { kind: 'number' },
  height: { kind: 'number' },
  sha256: { kind: 'text' },
  originalKey: { kind: 'text' },
  createdAt: { kind: 'date' },
  takenAt: { kind: 'date', nullable: true },
  modifiedAt: { kind: 'date', nullable: true },
  exif: { kind: 'camera', nullable: true },
  sortAt: { kind: 'date' },
  deletedAt: { kind: 'date', nullable: true },
  damagedAt: { kind: 'date', nullable: true },
  state: { kind: 'text' },
  reason: { kind: 'failure', nullable: true },
  thumbhash: { kind: 'text', nullable: true },
  generation: { kind: 'number' },
  attempt: { kind: 'number' },
  crashCount: { kind: 'number', column: 'blame' },
  sizes: { kind: 'variants' },
  updatedAt: { kind: 'date' },
};

/** The column of a field. A name that is no field is returned as it is: the database refuses it. */
export function columnOf(field: string): string {
  return IMAGE_FIELDS[field as keyof ImageRow]?.column ?? field;
}
