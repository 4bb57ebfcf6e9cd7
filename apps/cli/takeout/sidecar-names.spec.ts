import { expect, it } from 'vitest';

import { editedPart, sidecarNames } from './sidecar-names.js';

const LONG = 'a-name-of-sixty-characters-that-somebody-thought-of-once.jpg';

it.each([
  ['IMG.jpg', 'IMG.jpg.json'],
  ['IMG.jpg', 'IMG.jpg.supplemental-metadata.json'],
  ['20190517_093000_HDR_from_the_balcony.jpg', '20190517_093000_HDR_from_the_balcony.jpg.suppl.json'],
  ['PXL_20230101_010101010.PORTRAIT-01.COVER.jpg', 'PXL_20230101_010101010.PORTRAIT-01.COVER.jpg.s.json'],
  ['PXL_20230101_010101010.PORTRAIT-01.COVERS.jpg', 'PXL_20230101_010101010.PORTRAIT-01.COVERS.jpg..json'],
  [LONG, `${LONG.slice(0, 46)}.json`],
  ['IMG(1).jpg', 'IMG.jpg(1).json'],
  ['IMG(1).jpg', 'IMG.jpg.supplemental-metadata(1).json'],
  ['IMG(1).jpg', 'IMG(1).jpg.json'],
  ['IMG-edited.jpg', 'IMG.jpg.json'],
  ['IMG-edited(2).jpg', 'IMG.jpg(2).json'],
  ['IMG-bearbeitet.jpg', 'IMG.jpg.supplemental-metadata.json'],
  ['no extension', 'no extension.json'],
  ['IMG.jpg', 'IMG.json'],
])('%s may have the sidecar %s', (picture, sidecar) => expect(sidecarNames(picture)).toContain(sidecar));

it.each([
  ['IMG.jpg', 'IMG.jpg(1).json'],
  ['IMG(1).jpg', 'IMG.jpg.json'],
  ['IMG_1.jpg', 'IMG_11.jpg.json'],
  ['a.jpg', 'metadata.json'],
])('%s never has the sidecar %s', (picture, sidecar) => expect(sidecarNames(picture)).not.toContain(sidecar));

it('prefers the sidecar of the edited copy', () => {
  const names = sidecarNames('IMG-edited(1).jpg');
  expect(names.indexOf('IMG-edited(1).jpg.json')).toBeLessThan(names.indexOf('IMG.jpg(1).json'));
});

it('finds the suffix of an edited copy', () => {
  expect([editedPart('IMG-edited.jpg'), editedPart('IMG-edited(1).jpg'), editedPart('unedited.jpg')]).toEqual(['-edited', '-edited', '']);
});
