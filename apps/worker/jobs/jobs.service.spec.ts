import { randomBytes } from 'node:crypto';

import sharp from 'sharp';
import { expect, it } from 'vitest';

import type { ImageRow } from '#libs/domain/image/image-row.js';

import { openFixture } from '../open-worker.fixture.js';
import { JobsService } from './jobs.service.js';

it('begins the next image while the only child works on one, and no other', async () => {
  const fixture = await openFixture();
  const rows: ImageRow[] = [];
  for (let n = 0; n < 3; n++) {
    const noise = sharp(randomBytes(1500 * 1000 * 3), { raw: { width: 1500, height: 1000, channels: 3 } });
    rows.push(await fixture.uploaded(await noise.jpeg().toBuffer()));
  }
  for (const { id, owner, generation } of rows) await fixture.queue.add({ imageId: id, generation }, { priority: 'new', owner });
  fixture.get(JobsService).onApplicationBootstrap();
  const made = () => Promise.all(rows.map(({ id }) => fixture.row(id)));
  await expect.poll(async () => (await made()).every(({ state }) => state === 'ready'), { timeout: 30_000 }).toBe(true);
  const sizes = (await made()).map((row) => row.sizes);
  const firstReady = Math.min(...sizes.map(({ l }) => l.readyAt!.getTime()));
  expect(sizes.filter(({ s }) => s.startedAt!.getTime() < firstReady)).toHaveLength(2);
  await fixture.close();
});
