import { rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { ImageRow } from '#libs/domain/image/image-row.js';
import { applyTransition, startPurge, trash } from '#libs/domain/image/transitions.js';
import type { Format } from '#libs/domain/transform/modifiers.js';
import { failureFile, findResult, resultName, resultOrTimeout, resultPrefix } from '#libs/domain/transform/results.js';
import { DecoderFailed, DecoderGone, ImageError } from '#libs/imaging/image-error.js';
import { StoreUnavailable } from '#libs/ports/errors.js';
import type { TransformJob } from '#libs/ports/job-queue.js';

import { openFixture, type Fixture } from '../open-worker.fixture.js';
import { VariantMaker } from '../variants/make-variants.js';
import { TransformMaker } from './make-transform.js';
import { fairShare, ResultCache } from './result-cache.js';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture({ SHOEBOX_TRANSFORM_CACHE_BYTES: '20000' });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await fixture.close();
});

function jobOf(row: ImageRow, modifiers: string, format: Format = 'png'): TransformJob {
  return { imageId: row.id, generation: row.generation, transform: { name: resultName(modifiers, format), modifiers, format } };
}
const prefixOf = (row: ImageRow, { transform }: TransformJob) => resultPrefix(row.owner, row.id, transform.name);
const make = (job: TransformJob, isLast = false) => fixture.get(TransformMaker).make(job, { isLast });
const found = (row: ImageRow, job: TransformJob) => findResult(fixture.objects, prefixOf(row, job));
const results = async () => (await Array.fromAsync(fixture.objects.list('transforms/'))).map(({ key }) => key);

/** A ready image of one colour. */
async function photo(width = 1500, height = 1000, background = 'red'): Promise<ImageRow> {
  const bytes = await sharp({ create: { width, height, channels: 3, background } })
    .jpeg()
    .toBuffer();
  const row = await fixture.uploaded(bytes, { width, height, type: 'image/jpeg' });
  await fixture.get(VariantMaker).make({ imageId: row.id, generation: row.generation }, { isLast: false });
  return fixture.row(row.id);
}

/** Which files the decoder was given. */
function watchDecoder(): string[] {
  const files: string[] = [];
  const { decoder } = fixture;
  const transform = decoder.transform.bind(decoder);
  vi.spyOn(decoder, 'transform').mockImplementation((file, ...rest) => {
    files.push(String(file).split('/').at(-1)!);
    return transform(file, ...rest);
  });
  return files;
}

describe('a transform job', () => {
  it('makes one result, whose name is its digest', async () => {
    const row = await photo();
    const job = jobOf(row, 'SL60', 'webp');
    await make(job);
    const result = await found(row, job);
    expect(result).toMatchObject({ type: 'image/webp', digest: expect.stringMatching(/^[0-9a-f]{32}$/) as string });
    expect(await results()).toHaveLength(1);
  });

  it('reads the smallest size that is large enough, and the original when none is or a step needs it', async () => {
    const row = await photo();
    const files = watchDecoder();
    for (const modifiers of ['SL300', 'SL321', 'PT90_SC300,300', 'SL1025', 'SL5000', 'CR0,0,9,9_SL5', 'CR0,0,9,9', 'BL1_SL5', ''])
      await make(jobOf(row, modifiers));
    expect(files).toEqual(['s', 'm', 'm', 'l', 'original', 'm', 'original', 'original', 'original']);
  });

  it('reads the original while there are no sizes, and when the store lost one', async () => {
    const row = await photo();
    const files = watchDecoder();
    await fixture.objects.remove([row.sizes.s.key!, row.sizes.m.key!, row.sizes.l.key!]);
    await make(jobOf(row, 'SL30'));
    const young = await fixture.uploaded(await sharp({ create: { width: 90, height: 60, channels: 3, background: 'blue' } }).jpeg().toBuffer(), { width: 90, height: 60, type: 'image/jpeg' }); // prettier-ignore
    await make(jobOf(young, 'SL30'));
    expect(files).toEqual(['original', 'original']);
  });

  it('is told to who waits for it in this process', async () => {
    const row = await photo();
    const job = jobOf(row, 'SL67');
    const told = resultOrTimeout(prefixOf(row, job), 600_000);
    await make(job);
    await told;
    expect(await found(row, job)).toMatchObject({ type: 'image/png' });
  });

  it('is done once', async () => {
    const row = await photo();
    const files = watchDecoder();
    for (let run = 0; run < 3; run++) await make(jobOf(row, 'SL61'));
    expect(files).toHaveLength(1);
  });

  it('makes nothing of an image that is in the trash or gone', async () => {
    const row = await photo();
    await applyTransition(fixture.images, row.id, trash(row, new Date()));
    await make(jobOf(row, 'SL62'));
    await make({ ...jobOf(row, 'SL62'), imageId: '01kdc7q3v8x2m4n6p8r0s2t4v6' });
    expect(await results()).toEqual([]);
  });

  it('leaves nothing of an image that is deleted for good meanwhile', async () => {
    const row = await photo();
    const put = fixture.objects.put.bind(fixture.objects);
    vi.spyOn(fixture.objects, 'put').mockImplementationOnce(async (...call) => {
      await put(...call);
      await applyTransition(fixture.images, row.id, startPurge(await fixture.row(row.id)));
    });
    await make(jobOf(row, 'SL63'));
    expect(await results()).toEqual([]);
  });
});

describe('a transform that can not be made', () => {
  it.each([
    ['costly', new DecoderGone('cpu', true)],
    ['large', new ImageError('TOO_MANY_PIXELS', 'too many bytes')],
    ['costly', new DecoderFailed('vips_image_write_to_memory: out of memory')],
    ['broken', new ImageError('BROKEN_IMAGE', 'broken')],
  ] as const)('says %s, and is not tried again', async (failure, error) => {
    const row = await photo();
    const job = jobOf(row, 'SL64');
    const decode = vi.spyOn(fixture.decoder, 'transform').mockRejectedValue(error);
    await make(job);
    await make(job);
    expect([await found(row, job), decode.mock.calls.length]).toEqual([failure, 1]);
  });

  it('for a damaged or missing original is said at the last run only', async () => {
    for (const change of [(path: string) => writeFile(path, 'altered'), (path: string) => rm(path)]) {
      const row = await photo();
      const job = jobOf(row, 'BL1');
      await change(join(fixture.config.dataDir, 'objects', row.originalKey));
      await expect(make(job)).rejects.toThrow();
      expect(await found(row, job)).toBeNull();
      await make(job, true);
      expect(await found(row, job)).toBe('damaged');
    }
  });

  it('is tried again after ten minutes', async () => {
    const row = await photo();
    const job = jobOf(row, 'SL65');
    vi.spyOn(fixture.decoder, 'transform').mockRejectedValueOnce(new DecoderGone('memory', true));
    await make(job);
    const old = new Date(Date.now() - 601_000);
    await utimes(join(fixture.config.dataDir, 'objects', prefixOf(row, job), failureFile('costly')), old, old);
    expect(await found(row, job)).toBeNull();
    await make(job);
    expect(await found(row, job)).toMatchObject({ type: 'image/png' });
  });

  it.each([
    ['a child that was killed from outside', new DecoderGone('killed', true, true)],
    ['a decoder that is away', new DecoderGone('away', false)],
    ['a store that is away', new StoreUnavailable('away')],
  ])('for %s is retried by the queue', async (_, error) => {
    const row = await photo();
    const job = jobOf(row, 'SL66');
    vi.spyOn(fixture.decoder, 'transform').mockRejectedValueOnce(error);
    await expect(make(job, true)).rejects.toThrow(error);
    expect(await found(row, job)).toBeNull();
  });
});

describe('the cache of results', () => {
  const folder = 'transforms/owner/image/name/';
  /** A result of 3,000 bytes that was used so many seconds ago. */
  async function put(name: string, seconds: number, of = folder): Promise<void> {
    const file = join(fixture.config.tmpDir, 'filler');
    await writeFile(file, Buffer.alloc(3_000));
    await fixture.objects.put(of + name, file, { type: 'image/png' });
    const used = new Date(Date.now() - seconds * 1_000);
    await utimes(join(fixture.config.dataDir, 'objects', of, name), used, used);
  }
  const left = async () => (await results()).map((key) => key.slice(folder.length)).toSorted();

  it('keeps its bound: the least recently used go first', async () => {
    for (const [name, seconds] of Object.entries({ a: 70, b: 10, c: 60, d: 50, e: 40, f: 30 })) await put(name, seconds);
    await fixture.get(ResultCache).added(3_000);
    expect(await left()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    await put('g', 5);
    await fixture.get(ResultCache).added(3_000);
    expect(await left()).toEqual(['b', 'c', 'd', 'e', 'f', 'g']);
  });

  it('keeps what was made last, whatever it takes', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) await put(name, name === 'c' ? 5 : 60);
    await fixture.get(ResultCache).added(3_000);
    expect(await left()).toEqual(['c']);
  });

  it('takes from the owner who has the most, and nothing from one who has less than a fair share, however old', async () => {
    const few = 'transforms/other/image/name/';
    for (const name of ['a', 'b']) await put(name, 1_000, few);
    for (const [name, seconds] of Object.entries({ a: 70, b: 10, c: 60, d: 50, e: 40 })) await put(name, seconds);
    await fixture.get(ResultCache).added(3_000);
    expect((await results()).toSorted()).toEqual([`${few}a`, `${few}b`, ...['b', 'c', 'd', 'e'].map((name) => folder + name)].toSorted());
  });

  it.each([
    [[], 10, Infinity],
    [[4, 5], 10, Infinity],
    [[30], 10, 10],
    [[20, 30], 10, 5],
    [[2, 30, 1], 10, 7],
    [[3, 3, 3, 3], 10, 2.5],
  ])('of %j with a bound of %i the share of each is %d', (usages, bound, share) => {
    expect(fairShare(usages, bound)).toBe(share);
  });

  it('is held by the jobs', async () => {
    for (const [name, seconds] of Object.entries({ a: 70, b: 10, c: 60, d: 50, e: 40, f: 30, g: 20 })) await put(name, seconds);
    await make(jobOf(await photo(30, 20), 'SL9'));
    expect(await results()).not.toContain(`${folder}a`);
  });
});
