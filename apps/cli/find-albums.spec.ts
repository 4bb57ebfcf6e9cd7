import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { findAlbums } from './find-albums.js';
import { findFiles } from './find-files.js';
import { findSidecars } from './find-sidecars.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoebox-albums-'));
});
afterEach(() => rm(folder, { recursive: true }));

const TAKEN = { title: 'a.jpg', photoTakenTime: { timestamp: '5' } };
/** Writes the files, and says which albums they speak of, with the pictures among their files, and which JSON files were read for it. */
async function found(files: Record<string, unknown>) {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  const all = await findFiles([folder]);
  const beside = await findSidecars(all);
  const plans = await findAlbums(all, beside);
  const short = (path: string) => relative(folder, path);
  return {
    albums: plans.map(({ name, pictures }) => [name, pictures.map(short).filter((path) => path.endsWith('.jpg'))]),
    used: [...beside.used].map(short).sort(),
  };
}

it('an album of a Takeout that was cut in two is one', async () => {
  const part = (name: string) => ({
    [`${name}/Rome/metadata.json`]: { title: 'Rome' },
    [`${name}/Rome/${name}.jpg`]: 'picture',
    [`${name}/Rome/${name}.jpg.json`]: TAKEN,
  });
  const { albums, used } = await found({ ...part('1'), ...part('2') });
  expect(albums).toEqual([['Rome', ['1/Rome/1.jpg', '2/Rome/2.jpg']]]);
  expect(used).toEqual(['1/Rome/1.jpg.json', '1/Rome/metadata.json', '2/Rome/2.jpg.json', '2/Rome/metadata.json']);
});

it('two albums of one name are two, and lie in two folders', async () => {
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

it('a folder that is of no Takeout is no album, whatever JSON file lies in it', async () => {
  expect(await found({ 'Rome/a.jpg': 'picture', 'Rome/package.json': { title: 'Rome' } })).toEqual({ albums: [], used: [] });
});

it('those of an export are read from their own file, and from no other', async () => {
  const albums = [{ name: ' Rome\n', order: 'hand', cover: null, pictures: [{ file: 'a.jpg', sha256: 'a' }] }];
  const { used } = await found({ 'albums.json': { albums }, 'other/albums.json': { albums: 5 }, 'else.json': { albums } });
  expect(used).toEqual(['albums.json']);
});
