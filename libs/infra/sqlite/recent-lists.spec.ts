import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { imageRow } from '#libs/ports/image-fixture.contract.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';
import type { ImageQuery } from '#libs/ports/image-repository.js';

import { SqliteMediaDatabase } from './media-database.js';
import { RecentLists } from './recent-lists.js';

const row = () => ({ ...imageRow({ owner: 'ada' }), updatedAt: new Date(0) });
const QUERY: ImageQuery = { owner: 'ada', order: 'added', limit: 100, states: ['processing', 'ready', 'rejected'], deleted: false };

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

it('reads a list once while the version stays the same, and again after a minute without a list', () => {
  const lists = new RecentLists();
  const read = vi.fn(() => [row()]);
  const first = lists.get(QUERY, 1, read);
  expect(lists.get({ ...QUERY }, 1, read)).toBe(first);
  expect(read).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(61_000);
  expect(lists.get(QUERY, 1, read)).not.toBe(first);
});

it('reads again for every other version, owner, cursor and limit', () => {
  const lists = new RecentLists();
  const read = vi.fn(() => [row()]);
  const before = { id: '01k', sortAt: new Date(1) };
  const others = [
    { owner: 'eve' },
    { before },
    { before: { ...before, sortAt: new Date(2) } },
    { after: before },
    { limit: 1 },
    { deleted: true },
  ];
  for (const query of [QUERY, ...others.map((other) => ({ ...QUERY, ...other }))]) lists.get(query, 1, read);
  lists.get(QUERY, 2, read);
  lists.get(QUERY, 1, read);
  expect(read).toHaveBeenCalledTimes(others.length + 3);
});

it('keeps no more than 2,000 rows, and none that can be changed', () => {
  const lists = new RecentLists();
  const read = vi.fn(({ limit }: ImageQuery) => Array.from({ length: limit }, row));
  const [first] = lists.get({ ...QUERY, limit: 1_500 }, 1, read);
  lists.get({ ...QUERY, limit: 600 }, 1, read);
  lists.get({ ...QUERY, limit: 1_500 }, 1, read);
  expect(read).toHaveBeenCalledTimes(3);
  expect(() => (first!.name = 'changed')).toThrow(TypeError);
});

it('keeps no more than 2,000 lists without rows', () => {
  const lists = new RecentLists();
  const read = vi.fn((): ImageRow[] => []);
  const ask = (from: number) => lists.get({ ...QUERY, from: new Date(from) }, 1, read);
  for (let from = 0; from <= 2_000; from++) ask(from);
  ask(0);
  expect(read).toHaveBeenCalledTimes(2_002);
});

it('a list sees what another process has committed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shoebox-lists-'));
  const database = await SqliteMediaDatabase.open(join(folder, 'media.db'));
  await database.images.insert(imageRow({ owner: 'ada', name: 'before' }));
  const names = async () => (await database.images.list(QUERY)).map(({ name }) => name);
  expect([await names(), await names()]).toEqual([['before'], ['before']]);
  const other = new DatabaseSync(join(folder, 'media.db'));
  other.exec("UPDATE images SET name = 'after'");
  expect(await names()).toEqual(['after']);
  other.close();
  await database.close();
  await rm(folder, { recursive: true });
});
