import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { albumRepositoryContract } from '#libs/ports/album-repository.contract.js';

import { sql, SqliteAlbumRepository } from './albums.js';
import { imagesMigrations } from './images.schema.js';
import { SqliteImageRepository } from './images.js';
import { SqliteShareRepository } from './shares.js';
import { SqliteDatabase } from './database.js';

async function open() {
  const folder = await mkdtemp(join(tmpdir(), 'shoebox-albums-'));
  const path = join(folder, 'media.db');
  const [albums, images] = [await SqliteAlbumRepository.open(path), await SqliteImageRepository.open(path)];
  const shares = await SqliteShareRepository.open(path);
  const close = async () => {
    await albums.close();
    await images.close();
    await shares.close();
    await rm(folder, { recursive: true });
  };
  return { path, albums, images, shares, close };
}

albumRepositoryContract('SqliteAlbumRepository', open);

it.each([
  ['find', 'sqlite_autoindex_albums_1 (id=?)'],
  ['list', 'albums_owner (owner=?)'],
  ['remove', 'sqlite_autoindex_albums_1 (id=?)'],
] as const)('%s uses %s', async (name, index) => {
  const { path, close } = await open();
  const database = await SqliteDatabase.open(path, imagesMigrations);
  const steps = database
    .all(
      `EXPLAIN QUERY PLAN ${sql[name]}`,
      ...sql[name]
        .split('?')
        .slice(1)
        .map(() => ''),
    )
    .map(({ detail }) => detail);
  expect(steps.join('\n')).toContain(index);
  expect(steps.join('\n')).not.toMatch(/TEMP B-TREE|SCAN/);
  await database.close();
  await close();
});
