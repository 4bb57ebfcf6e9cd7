import { expect, it } from 'vitest';

import { separateImages } from './folder.js';

it('separates images from other files by name, and drops hidden files', () => {
  const names = [
    'a.JPG',
    'b.heic',
    'notes.txt',
    '.DS_Store',
    'Thumbs.db',
    '._a.JPG',
    'clip.mp4',
    'c.tif',
    'd.NEF',
    'e.bmp',
    'f.jxl',
    'png',
  ];
  const { files, others } = separateImages(names.map((name) => new File(['x'], name)));
  expect(files.map(({ name }) => name)).toEqual(['a.JPG', 'b.heic', 'c.tif', 'd.NEF', 'e.bmp', 'f.jxl']);
  expect(others).toEqual(['notes.txt', 'clip.mp4', 'png']);
});
