import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { albumName, findAlbums, takeoutAlbum } from './find-albums.js';
import { findFiles } from '../files/find-files.js';
import { findSidecars } from '../takeout/find-sidecars.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoebox-albums-'));
});
afterEach(() => rm(folder, { recursive: true }));

const TAKEN = { title: 'a.jpg', photoTakenTime: { timestamp: '5' } };
/** Writes files and finds their albums with pictures, and the JSON files in use. */
async function found(files: Record<string, unknown>) {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  const all = await findFiles([folder]);
  const sidecars = await findSidecars(all);
  const plans = await findAlbums(all, sidecars);
  const short = (path: string) => relative(folder, path);
  return {
    albums: plans.map(({ name, pictures }) => [name, pictures.map(short).filter((path) => path.endsWith('.jpg'))]),
    used: [...sidecars.used].map(short).sort(),
  };
}

it('an album split between two parts of a Takeout is one album', async () => {
  const part = (name: string) => ({
    [`${name}/Rome/metadata.json`]: { title: 'Rome' },
    [`${name}/Rome/${name}.jpg`]: 'picture',
    [`${name}/Rome/${name}.jpg.json`]: TAKEN,
  });
  const { albums, used } = await found({ ...part('1'), ...part('2') });
  expect(albums).toEqual([['Rome', ['1/Rome/1.jpg', '2/Rome/2.jpg']]]);
  expect(used).toEqual(['1/Rome/1.jpg.json', '1/Rome/metadata.json', '2/Rome/2.jpg.json', '2/Rome/metadata.json']);
});

it('two folders with the same title are two albums', async () => {
  const one = (name: string) => ({
    [`${name}/metadata.json`]: { title: 'Rome' },
    [`${name}/a.jpg`]: 'picture',
    [`${name}/a.jpg.json`]: TAKEN,
  });
  expect((await found({ ...one('Rome'), ...one('Rome(1)') })).albums).toEqual([
    ['Rome', ['Rome(1)/a.jpg']],
    ['Rome', ['Rome/a.jpg']],
  ]);
});

it('a folder outside a Takeout is not an album, even with a JSON file that has a title', async () => {
  expect(await found({ 'Rome/a.jpg': 'picture', 'Rome/package.json': { title: 'Rome' } })).toEqual({ albums: [], used: [] });
});

it('albums of an export are read from albums.json only', async () => {
  const albums = [{ name: ' Rome\n', order: 'hand', cover: null, pictures: [{ file: 'a.jpg', sha256: 'a' }] }];
  const { used } = await found({ 'albums.json': { albums }, 'other/albums.json': { albums: 5 }, 'else.json': { albums } });
  expect(used).toEqual(['albums.json']);
});

it.each([
  ['  Rome\n2019 ', 'Rome 2019'],
  ['e\u0301', '\u00e9'],
  ['x'.repeat(101), 'x'.repeat(100)],
  [`${'x'.repeat(99)}🐙`, 'x'.repeat(99)],
  [`${'x'.repeat(99)} y`, 'x'.repeat(99)],
  ['\0\n', ''],
])('%j becomes the album name %j', (text, name) => expect(albumName(text)).toBe(name));

it.each([
  [{ title: 'Oma’s birthday', access: 'protected' }, '/t/Oma_s birthday', 'Oma’s birthday'],
  [{ title: '' }, '/t/Untitled(3)', 'Untitled(3)'],
  [{ albumData: { title: 'Rome' } }, '/t/Rome', 'Rome'],
  [{ title: 'Rome 2019' }, '/t/Rome 2019', 'Rome 2019'],
  [{ title: 'Photos from Rome' }, '/t/Photos from Rome', 'Photos from Rome'],
])('%j in %s is the album %s', (json, path, name) => expect(takeoutAlbum(json, path)).toBe(name));

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
])('%j in %s is not an album', (json, path) => expect(takeoutAlbum(json, path)).toBeNull());
