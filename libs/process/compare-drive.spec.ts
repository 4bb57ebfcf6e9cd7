import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { loadConfig } from '#libs/config/config.js';
import { openMediaDatabase, openObjectStore } from '#libs/infra/open.js';
import type { MediaDatabase } from '#libs/ports/databases.js';
import { type ObjectStore } from '#libs/ports/object-store.js';

import { compareDrive } from './compare-drive.js';
import { StoreUnavailable } from '#libs/ports/errors.js';

let folder: string;
let database: MediaDatabase;
let objects: ObjectStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoebox-compare-'));
  const config = loadConfig({ SHOEBOX_DATA_DIR: folder });
  [database, objects] = await Promise.all([openMediaDatabase(config), openObjectStore(config)]);
});
afterEach(async () => {
  await Promise.all([database.close(), objects.close()]);
  await rm(folder, { recursive: true });
});

const reported: string[] = [];
const compare = (stop = new AbortController()) =>
  compareDrive({ database, objects, tmpDir: folder }, (line) => reported.push(line), stop.signal);

it('assigns the id of a new drive before it resolves, and reports nothing', async () => {
  await compare();
  expect([await database.drive.driveId(null), reported]).toEqual([expect.any(String), []]);
});

it('reports a mismatch', async () => {
  await database.drive.driveId('one');
  await writeFile(join(folder, 'objects/drive-id'), 'two');
  await compare();
  expect(reported.splice(0)).toEqual([expect.stringContaining('do not belong together')]);
});

it('retries in the background when the store does not answer', async () => {
  const get = vi.spyOn(objects, 'get').mockRejectedValueOnce(new StoreUnavailable()).mockRejectedValueOnce(new StoreUnavailable());
  await compare();
  expect(await database.drive.driveId(null)).toBeNull();
  // The store gets the id last.
  const inStore = () => readFile(join(folder, 'objects/drive-id'), 'utf8');
  await vi.waitFor(async () => expect(await inStore()).toBe(await database.drive.driveId(null)), { timeout: 10_000 });
  expect(get.mock.calls.length).toBeGreaterThanOrEqual(3);
});

it('stops to retry when the process stops', async () => {
  const get = vi.spyOn(objects, 'get').mockRejectedValue(new StoreUnavailable());
  const stop = new AbortController();
  await compare(stop);
  stop.abort();
  await new Promise((resolve) => setImmediate(resolve));
  expect(get).toHaveBeenCalledTimes(1);
});
