import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

import { FORMAT_NAMES, FORMATS, type Format } from '#libs/domain/transform/modifiers.js';

import { BadFrame } from './frames.js';
import type { TransformTask } from './protocol.js';
import { ReplyReader } from './replies.js';

const LIMITS = { maxPixels: 100e6, maxJpegPixels: 256e6, maxSide: 100 };
const NONE = Buffer.alloc(0);
const task = (change: Partial<TransformTask> = {}): TransformTask => ({
  kind: 'transform',
  type: 'image/png',
  limits: LIMITS,
  modifiers: 'SL100',
  format: 'png',
  whole: { width: 200, height: 100 },
  alone: false,
  ...change,
});
const made = (width: number, height: number, format: Format = 'png'): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 4, background: { r: 200, g: 30, b: 30, alpha: 0.5 } } })
    .toFormat(format === 'jpg' ? 'jpeg' : format)
    .toBuffer();

describe('a child that makes a transform', () => {
  it.each(FORMAT_NAMES)('gives a %s, of which the parent finds out type and size', async (format) => {
    const data = await made(100, 50, format);
    const reply = new ReplyReader(task({ format })).read({ head: { kind: 'transformed' }, body: data });
    expect(reply).toEqual({ kind: 'transformed', data, type: FORMATS[format].type, width: 100, height: 50 });
  });

  it('may have to run alone, but once', () => {
    const heavy = { head: { kind: 'heavy' }, body: NONE };
    expect(new ReplyReader(task()).read(heavy)).toEqual({ kind: 'heavy' });
    expect(() => new ReplyReader(task({ alone: true })).read(heavy)).toThrow(BadFrame);
  });

  it('gives no other format, nothing too large, no bytes that are no picture', async () => {
    const bodies = [
      await made(10, 10, 'jpg'),
      await made(8193, 1),
      await made(8000, 5001),
      NONE,
      Buffer.from('<svg/>'),
      (await made(9, 9)).subarray(0, 20),
    ];
    for (const body of bodies) expect(() => new ReplyReader(task()).read({ head: { kind: 'transformed' }, body })).toThrow(BadFrame);
    const avif = await made(9, 9, 'avif');
    for (const end of [12, 60, 150]) {
      expect(() => new ReplyReader(task({ format: 'avif' })).read({ head: { kind: 'transformed' }, body: avif.subarray(0, end) })).toThrow(BadFrame); // prettier-ignore
    }
  });

  it('gives nothing to who asked for something else', async () => {
    const body = await made(9, 9);
    for (const kind of ['header', 'check'] as const) {
      expect(() => new ReplyReader({ kind, type: 'image/png', limits: LIMITS }).read({ head: { kind: 'transformed' }, body })).toThrow(BadFrame); // prettier-ignore
    }
    expect(() => new ReplyReader(null).read({ head: { kind: 'transformed' }, body })).toThrow(BadFrame);
    expect(() => new ReplyReader(task()).read({ head: { kind: 'variant', name: 's' }, body })).toThrow(BadFrame);
    expect(() => new ReplyReader(task()).read({ head: { kind: 'rendered', thumbhash: 'AAAA', isTruncated: false }, body: NONE })).toThrow(BadFrame); // prettier-ignore
  });
});
