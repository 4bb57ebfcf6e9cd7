import { expect, it } from 'vitest';

import { sortOut } from './folder.js';

it('takes the pictures of a folder, names the rest, and passes over what hides', () => {
  const names = ['a.JPG', 'b.heic', 'notes.txt', '.DS_Store', 'Thumbs.db', '._a.JPG', 'clip.mp4', 'c.tif'];
  const { files, others } = sortOut(names.map((name) => new File(['x'], name)));
  expect(files.map(({ name }) => name)).toEqual(['a.JPG', 'b.heic', 'c.tif']);
  expect(others).toEqual(['notes.txt', 'clip.mp4']);
});
