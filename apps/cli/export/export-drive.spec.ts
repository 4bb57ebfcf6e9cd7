import { expect, it } from 'vitest';

import { EntryNames } from '#libs/domain/image/entry-names.js';

import { exportName } from './export-drive.js';

it.each([
  ['IMG.jpg', 'IMG.jpg'],
  ['IMG.jpg.json', 'IMG.jpg.json.jpeg'],
  ['IMG.JSON', 'IMG.JSON.jpeg'],
  ['IMG.json. .', 'IMG.json. ..jpeg'],
  ['begun.shoebox-part', 'begun.shoebox-part.jpeg'],
  [`${'x'.repeat(225)}.json${'y'.repeat(20)}`, `${'x'.repeat(225)}.jpeg`],
  ['.bashrc', '_.bashrc'],
  ['-rf', '_-rf'],
  ['../../etc/passwd', '_.._.._etc_passwd'],
])('%j is exported as %j', (name, file) => {
  expect(exportName(new EntryNames(), { name, type: 'image/jpeg' })).toBe(file);
});

it('skips a name whose sidecar would replace another file', () => {
  const names = new EntryNames(['b.jpg.json']);
  const files = ['a.jpg', 'a.jpg', 'b.jpg'].map((name) => exportName(names, { name, type: 'image/jpeg' }));
  expect(files).toEqual(['a.jpg', 'a (2).jpg', 'b (2).jpg']);
});
