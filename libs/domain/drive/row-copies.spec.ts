import { describe, expect, it } from 'vitest';

import { imageRow } from '#libs/ports/image-fixture.contract.js';
import { shareRow } from '#libs/ports/share-fixture.contract.js';

import { parseRowCopy, parseRowCopyKey, rowCopyKey, rowCopyText } from './row-copies.js';

describe('the copy of a row', () => {
  it('has a key of its own, which no other object has', () => {
    for (const kind of ['image', 'album', 'share'] as const) expect(parseRowCopyKey(rowCopyKey(kind, '01k'))).toEqual({ kind, id: '01k' });
    for (const key of ['drive-id', 'rows/images', 'rows/images/', 'rows/images/a/b', 'rows/others/a', 'ada/rows/images/a', 'removed/ada/a'])
      expect(parseRowCopyKey(key)).toBeNull();
  });

  it('is read as it was written', () => {
    const { id, ...row } = shareRow({ passwordHash: 'x', expiresAt: new Date(0), lastOpenedAt: new Date(1), opened: 3 });
    const text = rowCopyText({ kind: 'share', id, stamp: '1', row: { id, ...row } }, null)!;
    expect(parseRowCopy('share', text)).toEqual({ version: 1, ...row });
  });

  it('is not read when it is damaged, of another kind, or of a newer version', () => {
    const row = { ...imageRow({ name: 'later.jpg' }), updatedAt: new Date() };
    const text = rowCopyText({ kind: 'image', id: row.id, stamp: '1', row }, null)!;
    expect(parseRowCopy('image', text)).toMatchObject({ name: 'later.jpg' });
    for (const wrong of [
      '',
      text.slice(1),
      text.slice(0, -9),
      '\0'.repeat(text.length),
      'null',
      text.replace('"version":1', '"version":2'),
    ])
      expect(parseRowCopy('image', wrong)).toBeNull();
    expect(parseRowCopy('album', text)).toBeNull();
  });

  it('is not made for an image as it was uploaded, nor for one that nobody sees', () => {
    const row = { ...imageRow({ takenAt: new Date(0) }), updatedAt: new Date() };
    const metadata = { name: row.name, takenAt: new Date(0).toISOString() };
    const copyOf = (change: object) => rowCopyText({ kind: 'image', id: row.id, stamp: '1', row: { ...row, ...change } }, metadata);
    for (const change of [{}, { name: 'x', state: 'purging' }, { name: 'x', state: 'abandoned' }]) expect(copyOf(change)).toBeNull();
    for (const change of [{ name: 'x' }, { takenAt: null }, { takenAt: new Date(1) }, { deletedAt: new Date() }])
      expect(copyOf(change)).not.toBeNull();
  });
});
