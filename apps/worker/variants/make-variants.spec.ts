import { hash } from 'node:crypto';
import { readdirSync, readlinkSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';

import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createLogger } from '#libs/http/log.js';
import { ChildDecoder } from '#libs/imaging/decoder/child-decoder.js';
import { DecoderFailed } from '#libs/imaging/image-error.js';
import { ObjectCorrupt, ObjectNotFound } from '#libs/ports/errors.js';
import { applyTransition, restore, trash } from '#libs/domain/image/transitions.js';
import { variantKey } from '#libs/domain/image/keys.js';

import { tiffBands } from '../../../test/harness/images/hostile-formats.js';
import { DriveCheck } from '../resources/drive-check.js';
import { openFixture, type Fixture } from '../open-worker.fixture.js';
import { VariantMaker } from './make-variants.js';

const jpeg = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#37a' } })
    .jpeg()
    .toBuffer();

describe('an attempt to make variants', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await openFixture();
    await fixture.get(DriveCheck).mismatch();
  });
  afterAll(() => fixture.close());
  const run = (row: { id: string; generation: number }, isLast = false) =>
    fixture.get(VariantMaker).make({ imageId: row.id, generation: row.generation }, { isLast });

  it('makes every variant with its dimensions and state', async () => {
    const row = await fixture.uploaded(await jpeg(3000, 1500));
    await run(row);
    const made = await fixture.row(row.id);
    expect(made).toMatchObject({
      state: 'ready',
      reason: null,
      attempt: 1,
      generation: 1,
      thumbhash: expect.stringMatching(/^[\w+/]+=*$/),
    });
    for (const [size, side] of [
      ['s', 320],
      ['m', 1024],
      ['l', 2048],
    ] as const) {
      const record = made.sizes[size];
      expect(record).toMatchObject({ state: 'ready', width: side, height: side / 2, type: 'image/jpeg', attempts: 1, error: null });
      expect(record.key).toBe(`${row.owner}/${row.id}/1-1/${size}`);
      const bytes = await buffer((await fixture.objects.get(record.key!)).stream);
      expect(bytes).toHaveLength(record.bytes!);
      expect(await sharp(bytes).metadata()).toMatchObject({ width: side, height: side / 2 });
    }
    // Nothing but the folder of the child that is there for the next one.
    expect(await readdir(fixture.config.tmpDir)).toEqual([expect.stringMatching(/^shoebox_decoder-\w+$/)]);
  });

  it('rejects an image that cannot be decoded, with a reason, and keeps its original', async () => {
    const whole = await jpeg(2000, 2000);
    const row = await fixture.uploaded(whole.subarray(0, whole.length / 2));
    await run(row);
    const rejected = await fixture.row(row.id);
    expect(rejected).toMatchObject({ state: 'rejected', reason: { code: 'BROKEN_IMAGE' } });
    expect(rejected.sizes.l).toMatchObject({ state: 'failed', attempts: 1, error: { code: 'BROKEN_IMAGE' }, key: null });
    const { size, stream } = await fixture.objects.get(row.originalKey);
    stream.destroy();
    expect(size).toBe(Math.floor(whole.length / 2));
  });

  it('does nothing for an image in the trash, of another generation, or not there', async () => {
    const row = await fixture.uploaded(await jpeg(10, 10));
    await run({ id: row.id, generation: 2 });
    await run({ id: 'nobody', generation: 1 });
    await applyTransition(fixture.images, row.id, trash(row, new Date()));
    await run(row);
    expect(await fixture.row(row.id)).toMatchObject({ attempt: 0, state: 'processing', sizes: { s: { state: 'waiting' } } });
  });

  it('makes the variants of a new generation after delete and restore', async () => {
    const row = await fixture.uploaded(await jpeg(100, 80));
    const trashed = await applyTransition(fixture.images, row.id, trash(row, new Date()));
    const restored = await applyTransition(fixture.images, row.id, restore(trashed!));
    await run(row);
    expect((await fixture.row(row.id)).attempt).toBe(0);
    await run(restored!);
    expect(await fixture.row(row.id)).toMatchObject({ state: 'ready', generation: 3, sizes: { s: { width: 100, height: 80 } } });
  });

  it('rejects an image whose original is still missing at the last run', async () => {
    const row = await fixture.uploaded(await jpeg(10, 10));
    await fixture.objects.remove([row.originalKey]);
    for (let early = 0; early < 3; early++) await expect(run(row)).rejects.toThrow(ObjectNotFound);
    expect(await fixture.row(row.id)).toMatchObject({ state: 'processing', damagedAt: expect.any(Date) });
    await run(row, true);
    expect(await fixture.row(row.id)).toMatchObject({
      state: 'rejected',
      reason: { code: 'ORIGINAL_MISSING' },
      damagedAt: expect.any(Date),
    });
  });

  it('rejects an image whose original is still altered at the last run, and notes the damage at the first', async () => {
    const row = await fixture.uploaded(await jpeg(10, 10), { sha256: hash('sha256', 'other bytes') });
    await expect(run(row)).rejects.toThrow(ObjectCorrupt);
    const { damagedAt } = await fixture.row(row.id);
    expect(damagedAt).toBeInstanceOf(Date);
    await run(row, true);
    expect(await fixture.row(row.id)).toMatchObject({ state: 'rejected', reason: { code: 'CORRUPT' }, damagedAt });
    // Nothing but the folder of the child that is there for the next one.
    expect(await readdir(fixture.config.tmpDir)).toEqual([expect.stringMatching(/^shoebox_decoder-\w+$/)]);
  });

  it('makes the sizes of an image whose original was read wrongly for a while, and takes the damage back', async () => {
    const bytes = await jpeg(10, 10);
    const row = await fixture.uploaded(bytes);
    const original = join(fixture.config.dataDir, 'objects', row.originalKey);
    await writeFile(original, 'other bytes');
    for (let early = 0; early < 3; early++) await expect(run(row)).rejects.toThrow(ObjectCorrupt);
    await writeFile(original, bytes);
    await run(row);
    expect(await fixture.row(row.id)).toMatchObject({ state: 'ready', damagedAt: null });
  });

  it('rejects no image for one wrong read at the last run', async () => {
    const bytes = await jpeg(10, 10);
    const row = await fixture.uploaded(bytes);
    const original = join(fixture.config.dataDir, 'objects', row.originalKey);
    await writeFile(original, 'other bytes');
    await expect(run(row, true)).rejects.toThrow(ObjectCorrupt);
    expect(await fixture.row(row.id)).toMatchObject({ state: 'processing', damagedAt: expect.any(Date) });
    await writeFile(original, bytes);
    await run(row);
    expect(await fixture.row(row.id)).toMatchObject({ state: 'ready', damagedAt: null });
  });

  it('counts on past attempts of which the store has sizes, as after a restored backup of the database', async () => {
    const row = await fixture.uploaded(await jpeg(10, 10));
    for (const attempt of [1, 2]) {
      const file = join(fixture.config.tmpDir, 'later');
      await writeFile(file, 'of a later attempt');
      await fixture.objects.put(variantKey(row.owner, row.id, 1, attempt, 'l'), file, { type: 'image/jpeg' });
    }
    await run(row);
    expect(await fixture.row(row.id)).toMatchObject({ state: 'ready', attempt: 3 });
  });

  it('does not reject an image for a missing original while the store belongs to another drive', async () => {
    const row = await fixture.uploaded(await jpeg(10, 10));
    await fixture.objects.remove([row.originalKey]);
    const id = join(fixture.config.dataDir, 'objects/drive-id');
    const right = await readFile(id);
    await rm(id);
    await writeFile(id, 'another');
    await expect(run(row, true)).rejects.toThrow();
    expect(await fixture.row(row.id)).toMatchObject({ state: 'processing', damagedAt: null, sizes: { s: { state: 'waiting' } } });
    await writeFile(id, right);
    await expect(run(row)).rejects.toThrow(ObjectNotFound);
    await run(row, true);
    expect(await fixture.row(row.id)).toMatchObject({ state: 'rejected', reason: { code: 'ORIGINAL_MISSING' } });
  });

  it('rejects an image with which the decoder fails at every run, and not before the last', async () => {
    // A limit that is no number of pixels makes sharp throw an error that is not about the image.
    const decoder = new ChildDecoder({ children: 1, maxPixels: 1, maxJpegPixels: 0.5, maxSide: 1, format: 'jpeg' });
    const parts = [fixture.images, fixture.objects, decoder, fixture.get(DriveCheck)] as const;
    const maker = new VariantMaker(fixture.config, ...parts, createLogger('silent'), null);
    try {
      const row = await fixture.uploaded(await jpeg(30, 20));
      const fail = (isLast: boolean) => maker.make({ imageId: row.id, generation: row.generation }, { isLast });
      for (let early = 0; early < 2; early++) await expect(fail(false)).rejects.toThrow(DecoderFailed);
      expect(await fixture.row(row.id)).toMatchObject({ state: 'processing', crashCount: 0 });
      await fail(true);
      expect(await fixture.row(row.id)).toMatchObject({ state: 'rejected', reason: { code: 'BROKEN_IMAGE' }, damagedAt: null });
    } finally {
      await decoder.close();
    }
  });

  it('shows a TIFF of five channels by the first three', async () => {
    const row = await fixture.uploaded(tiffBands(5), { type: 'image/tiff' });
    await run(row);
    expect(await fixture.row(row.id)).toMatchObject({ state: 'ready' });
  });

  it('counts crashes of the decoder child for an image, and rejects it after the second', async () => {
    const png = await sharp({ create: { width: 9000, height: 9000, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const row = await fixture.uploaded(png, { type: 'image/png' });
    await killWhileDecoding(run(row));
    expect(await fixture.row(row.id)).toMatchObject({ state: 'processing', crashCount: 1, sizes: { s: { state: 'waiting' } } });
    await killWhileDecoding(run(row));
    expect(await fixture.row(row.id)).toMatchObject({ state: 'rejected', reason: { code: 'BROKEN_IMAGE' } });
  });

  /** Kills the decoder child once it has opened the original: one that is killed before it received the image does not count. */
  async function killWhileDecoding(running: Promise<void>): Promise<void> {
    let ended = false;
    const over = running.catch(() => undefined).finally(() => (ended = true));
    for (let reader: number | undefined; !ended && reader === undefined; await setImmediate()) {
      reader = fixture.decoder.pids.find(hasOriginalOpen);
      if (reader !== undefined) process.kill(reader, 'SIGKILL');
    }
    await over;
  }

  function hasOriginalOpen(pid: number): boolean {
    try {
      return readdirSync(`/proc/${pid}/fd`).some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`).endsWith('/original'));
    } catch {
      // The process, or one of its files, was closed meanwhile.
      return false;
    }
  }
});
