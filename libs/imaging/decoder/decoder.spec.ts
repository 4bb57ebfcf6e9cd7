import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { Decoder, type Header, type Rendered, type RenderOptions, type Transformed } from './decoder.js';
import type { MeasuredVariant, OnMade } from './replies.js';

/** Has made all sizes before the first of them was taken, and looks at no signal: as a child that is quicker than its parent. */
class QuickDecoder extends Decoder {
  readonly walls = [];
  readonly children = 0;
  readonly readHeader = () => Promise.reject<Header>(new Error('not asked'));
  readonly checkVariant = () => Promise.reject<{ width: number; height: number }>(new Error('not asked'));
  readonly transform = () => Promise.reject<Transformed>(new Error('not asked'));
  readonly close = async () => undefined;

  async makeVariants(_original: unknown, _type: unknown, onMade: OnMade): Promise<Rendered> {
    for (const name of ['s', 'm', 'l'] as const)
      await onMade({ name, data: Buffer.from(name), type: 'image/jpeg', width: 1, height: 1 } as MeasuredVariant);
    return { thumbhash: '', isTruncated: false };
  }
}

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'shoebox-decoder-'))));
afterEach(() => rm(folder, { recursive: true }));

const render = (onVariant: () => void | Promise<void>, options: RenderOptions = {}) =>
  new QuickDecoder().render('original', 'image/jpeg', folder, async () => onVariant(), options);

it('a picture that nobody waits for any more is not made, however quick its decoder was', async () => {
  const leave = new AbortController();
  const rendering = render(() => leave.abort(), { signal: leave.signal });
  await expect(rendering).rejects.toMatchObject({ name: 'DecoderGone', crashed: false });
});

it('a picture for which somebody waits is made, and its sizes were taken when it is', async () => {
  let taken = 0;
  await render(
    async () => {
      await new Promise((resolve) => setImmediate(resolve));
      taken++;
    },
    { signal: new AbortController().signal },
  );
  expect(taken).toBe(3);
  expect((await readdir(folder)).toSorted()).toEqual(['l.jpg', 'm.jpg', 's.jpg']);
});

it('a size that could not be taken fails the picture', async () => {
  await expect(render(() => Promise.reject(new Error('the store is full')))).rejects.toThrow('the store is full');
});
