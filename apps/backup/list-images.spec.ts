import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { loadConfig } from '#libs/config/config.js';
import { openMediaDatabase } from '#libs/infra/open.js';
import type { MediaDatabase } from '#libs/ports/databases.js';
import { imageRow } from '#libs/ports/image-fixture.contract.js';
import type { ChangeCursor } from '#libs/ports/image-repository.js';

import { listImageIds } from './list-images.js';

const START = new Date('2026-05-18T10:00:00Z');
/** More than two pages. */
const IMAGES = 1_100;

let folder: string;
let database: MediaDatabase;
let ids: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoebox-list-'));
  database = await openMediaDatabase(loadConfig({ SHOEBOX_DATA_DIR: folder }));
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  const rows = Array.from({ length: IMAGES }, () => imageRow({ state: 'ready' }));
  await Promise.all(rows.map((row) => database.images.insert(row)));
  ids = rows.map(({ id }) => id);
});
afterEach(async () => {
  vi.useRealTimers();
  await database.close();
  await rm(folder, { recursive: true });
});

/** The repository, with something that happens after the first page was read. */
function interrupted(happens: () => Promise<unknown>) {
  let pages = 0;
  return {
    async changes(owner: string, after: ChangeCursor, limit: number) {
      const page = await database.images.changes(owner, after, limit);
      if (++pages === 1) await happens();
      return page;
    },
  };
}

it('lists all images in the order of their ids', async () => {
  expect(await listImageIds(database.images, 'ada', START)).toEqual(ids);
});

it.each([
  ['the clock goes on', 1_000],
  ['it is changed by a machine whose clock is five minutes behind', -300_000],
])('does not miss an image that changes while the list is read and %s', async (_, ms) => {
  const last = ids.at(-1)!;
  const images = interrupted(async () => {
    vi.setSystemTime(START.getTime() + ms);
    await database.images.update(last, {}, { set: { state: 'processing' } });
  });
  expect(await listImageIds(images, 'ada', START)).toEqual(ids);
});
