import { expect, it } from 'vitest';

import { imageRow } from '#libs/ports/image-fixture.contract.js';

import { decodeRows, encodeRows } from './rows.js';

it('gives rows back as they were, times as times and texts that look like times as texts', () => {
  const rows = [
    imageRow({ name: 'Größe\n2026-01-01T00:00:00.000Z', takenAt: new Date(1) }),
    { id: 'x', nested: [{ at: new Date(0) }], none: null },
  ];
  expect(decodeRows(encodeRows(rows))).toEqual(rows);
});

it('refuses bytes that were cut', () => {
  const bytes = encodeRows([imageRow()]);
  expect(() => decodeRows(bytes.subarray(0, -1))).toThrow();
});
