import { randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';

import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { applyTransition, beginAttempt, trash } from '#libs/domain/image/transitions.js';

import { DriveCheck } from '../resources/drive-check.js';
import { openFixture, type Fixture } from '../open-worker.fixture.js';
import { VariantMaker } from './make-variants.js';

/** A picture whose largest size takes a while. */
const noise = (width: number, height: number) =>
  sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } })
    .jpeg()
    .toBuffer();

describe('an attempt that another change overtakes', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture();
    await fixture.get(DriveCheck).mismatch();
  });
  afterAll(() => fixture.close());
  const run = (row: { id: string; generation: number }) =>
    fixture.get(VariantMaker).make({ imageId: row.id, generation: row.generation }, { isLast: false });

  it('publishes nothing after another attempt began', async () => {
    const row = await fixture.uploaded(await noise(4000, 3000));
    const slow = run(row);
    // The other attempt begins as soon as this one has begun.
    let begun = await fixture.row(row.id);
    while (begun.attempt === 0) {
      await setImmediate();
      begun = await fixture.row(row.id);
    }
    const other = await applyTransition(fixture.images, row.id, beginAttempt(begun, new Date()));
    await slow;
    const left = await fixture.row(row.id);
    expect(left).toMatchObject({
      state: 'processing',
      attempt: 2,
      sizes: { s: { state: 'working', attempts: 2 }, l: { state: 'working' } },
    });
    expect(left.updatedAt).toEqual(other?.updatedAt);
    const keys = await Array.fromAsync(fixture.objects.list(`${row.owner}/${row.id}/`), ({ key }) => key);
    expect(keys).toEqual([row.originalKey]);
  });

  it('shows the largest size in the change that makes the image ready, and leaves no object of it when another change comes first', async () => {
    for (let tries = 1; ; tries++) {
      const row = await fixture.uploaded(await noise(2400 + tries, 1800));
      const running = run(row);
      let seen = await fixture.row(row.id);
      for (; seen.sizes.m.state !== 'ready'; seen = await fixture.row(row.id)) await setImmediate();
      const trashed = await applyTransition(fixture.images, row.id, trash(seen, new Date()));
      await running;
      // On a busy machine it may have been ready by then.
      if (!trashed || seen.state === 'ready') continue;
      expect(await fixture.row(row.id)).toMatchObject({
        state: 'processing',
        sizes: { m: { state: 'ready' }, l: { state: 'working', key: null } },
      });
      const keys = await Array.fromAsync(fixture.objects.list(`${row.owner}/${row.id}/1-1/`), ({ key }) => key.at(-1));
      expect(keys.sort()).toEqual(['m', 's']);
      return;
    }
  });
});
