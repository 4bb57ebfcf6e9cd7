import { expect, it } from 'vitest';

import { takeoutAlbum } from './takeout-album.js';

it.each([
  [{ title: 'Oma’s birthday', access: 'protected' }, '/t/Oma_s birthday', 'Oma’s birthday'],
  [{ title: '' }, '/t/Untitled(3)', 'Untitled(3)'],
  [{ albumData: { title: 'Rome' } }, '/t/Rome', 'Rome'],
  [{ title: 'Rome 2019' }, '/t/Rome 2019', 'Rome 2019'],
  [{ title: 'Photos from Rome' }, '/t/Photos from Rome', 'Photos from Rome'],
])('%j in %s is the album %s', (json, folder, name) => expect(takeoutAlbum(json, folder)).toBe(name));

it.each([
  [{ title: 'Photos from 2019' }, '/t/Photos from 2019'],
  [{ title: '' }, '/t/Fotos von 2019'],
  [{ title: 'Zdjęcia z 2019' }, '/t/x'],
  [{ title: 'Friday in Rome' }, '/t/2019-05-17 #2'],
  [{ title: 'IMG.jpg', photoTakenTime: { timestamp: '5' } }, '/t/Rome'],
  [{}, '/t/Rome'],
  [[], '/t/Rome'],
  [null, '/t/Rome'],
  [{ title: 5 }, '/t/Rome'],
])('%j in %s is no album', (json, folder) => expect(takeoutAlbum(json, folder)).toBeNull());
