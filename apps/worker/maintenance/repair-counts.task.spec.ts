import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { openFixture, type Fixture } from '../open-worker.fixture.js';
import { RepairCounts } from './repair-counts.task.js';

let worker: Fixture;
beforeEach(async () => {
  worker = await openFixture();
});
afterEach(() => worker.close());

it('counts again what an owner stores where it differs from the rows, once a day', async () => {
  const { owner } = await worker.uploaded(Buffer.from('bytes'));
  const raw = new DatabaseSync(join(worker.config.dataDir, 'media.db'));
  const spoil = () => raw.prepare('UPDATE usageCounts SET images = 0 WHERE owner = ?').run(owner);
  spoil();
  const kept = () => raw.prepare('SELECT images FROM usageCounts WHERE owner = ?').get(owner);
  const task = worker.get(RepairCounts);
  expect([await task.run(), kept()]).toEqual([0, { images: 0 }]);
  task.nextAt = 0;
  expect([await task.run(), kept()]).toEqual([1, { images: 1 }]);
  spoil();
  expect([await task.run(), kept()]).toEqual([0, { images: 0 }]);
  raw.close();
});
