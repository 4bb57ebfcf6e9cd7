import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

import { BadFrame } from './frames.js';
import { measure } from './measure.js';
import type { Task } from './protocol.js';
import { ReplyReader } from './replies.js';

const LIMITS = { maxPixels: 100e6, maxJpegPixels: 256e6, maxSide: 100 };
const NONE = Buffer.alloc(0);
const TASKS = {
  header: { kind: 'header', type: 'image/png', limits: LIMITS },
  check: { kind: 'check', type: 'image/png', limits: LIMITS },
  render: { kind: 'render', type: 'image/png', limits: LIMITS, format: 'jpeg', alone: false },
  alone: { kind: 'render', type: 'image/png', limits: LIMITS, format: 'jpeg', alone: true },
  webp: { kind: 'render', type: 'image/png', limits: LIMITS, format: 'webp', alone: false },
} as const satisfies Record<string, Task>;

const picture = (width: number, height: number, channels: 3 | 4 = 3) =>
  sharp({ create: { width, height, channels, background: { r: 200, g: 30, b: 30, alpha: 0.5 } } });
const header = { type: 'image/png', width: 100, height: 20, takenAt: '2020-01-02T03:04:05.000Z', exif: null };
const camera = { camera: 'Maker', lens: null, exposureSeconds: 0.01, aperture: 2.8, iso: 100, focalLength: 50, place: true };

describe('ReplyReader', () => {
  const read = (task: keyof typeof TASKS | null, head: unknown, body: Buffer = NONE) =>
    new ReplyReader(task && TASKS[task]).read({ head, body });

  it.each<[keyof typeof TASKS | null, object]>([
    [null, { kind: 'ready' }],
    ['header', { kind: 'begun' }],
    ['header', { kind: 'refused', code: 'TOO_MANY_PIXELS', detail: 'too many' }],
    ['render', { kind: 'failed', message: 'no', ofDisk: true }],
    ['render', { kind: 'heavy' }],
    ['check', { kind: 'checked', width: 1, height: 2 }],
  ])('takes from a child with a request for %s: %j', (task, head) => {
    expect(read(task, head)).toEqual(head);
  });

  it('takes that it began once', () => {
    const reader = new ReplyReader(TASKS.render);
    const begun = { head: { kind: 'begun' }, body: NONE };
    reader.read(begun);
    expect(() => reader.read(begun)).toThrow(BadFrame);
  });

  it('takes a header, with times as such', () => {
    const takenAt = new Date(header.takenAt);
    expect(read('header', { kind: 'header', header: { ...header, exif: camera } })).toEqual({
      kind: 'header',
      header: { ...header, takenAt, exif: camera },
    });
  });

  it.each<[keyof typeof TASKS | null, unknown]>([
    [null, { kind: 'begun' }],
    [null, { kind: 'refused', code: 'BROKEN_IMAGE', detail: '' }],
    ['header', { kind: 'ready' }],
    ['header', null],
    ['header', 'header'],
    ['header', { kind: 'delete' }],
    ['header', { kind: 'checked', width: 1, height: 1 }],
    ['header', { kind: 'heavy' }],
    // There would be no end of it.
    ['alone', { kind: 'heavy' }],
    ['check', { kind: 'header', header }],
    ['check', { kind: 'checked', width: 0, height: 1 }],
    ['check', { kind: 'checked', width: 1.5, height: 1 }],
    ['header', { kind: 'header', header: { ...header, type: 'image/jpeg' } }],
    ['header', { kind: 'header', header: { ...header, width: 101 } }],
    ['header', { kind: 'header', header: { ...header, height: -1 } }],
    ['header', { kind: 'header', header: { ...header, takenAt: 'yesterday' } }],
    ['header', { kind: 'header', header: { ...header, file: '/etc/passwd' } }],
    ['header', { kind: 'header', header: { ...header, exif: { ...camera, place: 'here' } } }],
    ['header', { kind: 'header', header: { ...header, exif: { ...camera, lens: 'x'.repeat(501) } } }],
    ['header', { kind: 'refused', code: 'FORBIDDEN', detail: '' }],
    ['render', { kind: 'rendered', thumbhash: 'AAAA', isTruncated: false }],
  ])('refuses from a child with a request for %s: %j', (task, head) => {
    expect(() => read(task, head)).toThrow(BadFrame);
  });

  it('shortens texts, and takes no bytes with what has none', () => {
    const refused = { kind: 'refused', code: 'BROKEN_IMAGE', detail: 'x'.repeat(10_000) };
    expect(read('header', refused)).toMatchObject({ detail: 'x'.repeat(500) });
    expect(() => read('header', refused, Buffer.from('x'))).toThrow(BadFrame);
  });

  describe('of variants', () => {
    const one = (name: string, data: Buffer, task: keyof typeof TASKS = 'render') => read(task, { kind: 'variant', name }, data);

    it('measures each by its bytes, and takes the end after the last', async () => {
      const replies = new ReplyReader(TASKS.render);
      const made = [];
      for (const [name, width] of [
        ['s', 320],
        ['m', 1024],
        ['l', 2048],
      ] as const) {
        // prettier-ignore
        const body = await picture(width, 10).jpeg().toBuffer();
        made.push(replies.read({ head: { kind: 'variant', name }, body }));
      }
      expect(made).toMatchObject([
        { kind: 'made', variant: { name: 's', type: 'image/jpeg', width: 320, height: 10 } },
        { kind: 'made', variant: { name: 'm', type: 'image/jpeg', width: 1024, height: 10 } },
        { kind: 'made', variant: { name: 'l', type: 'image/jpeg', width: 2048, height: 10 } },
      ]);
      expect(replies.read({ head: { kind: 'rendered', thumbhash: 'AAAA', isTruncated: false }, body: NONE })).toMatchObject({
        kind: 'rendered',
      });
    });

    it('takes a transparent one as WebP, and of WebP nothing else', async () => {
      const transparent = await picture(30, 20, 4).webp().toBuffer();
      expect(one('s', transparent)).toMatchObject({ variant: { type: 'image/webp', width: 30, height: 20 } });
      expect(() => one('s', NONE, 'webp')).toThrow(BadFrame);
      const jpeg = await picture(30, 20).jpeg().toBuffer();
      expect(() => one('s', jpeg, 'webp')).toThrow(BadFrame);
    });

    it('refuses one that is too large, not next, nothing that was asked for, or no picture', async () => {
      const jpeg = await picture(30, 20).jpeg().toBuffer();
      const wide = await picture(321, 20).jpeg().toBuffer();
      const high = await picture(20, 321).jpeg().toBuffer();
      for (const data of [wide, high, await picture(3, 2).png().toBuffer(), Buffer.from('<svg/>'), NONE])
        expect(() => one('s', data)).toThrow(BadFrame);
      for (const name of ['m', 'o', '../s', '']) expect(() => one(name, jpeg)).toThrow(BadFrame);
      for (const data of [jpeg, await picture(30, 20).webp().toBuffer()]) expect(() => one('s', data, 'header')).toThrow(BadFrame);
      expect(() => read('render', { kind: 'variant', name: 's', file: '/etc/passwd' }, jpeg)).toThrow(BadFrame);
      const replies = new ReplyReader(TASKS.render);
      replies.read({ head: { kind: 'variant', name: 's' }, body: jpeg });
      expect(() => replies.read({ head: { kind: 'variant', name: 's' }, body: jpeg })).toThrow(BadFrame);
    });
  });
});

describe('measure', () => {
  it.each([3, 4] as const)('agrees with the decoder on pictures of %i channels', async (channels) => {
    for (const [width, height] of [
      [1, 1],
      [320, 7],
      [2048, 2047],
    ] as const) {
      // prettier-ignore
      expect(measure(await picture(width, height).jpeg({ progressive: width > 1 }).toBuffer())).toEqual({ type: 'image/jpeg', width, height });
      const webp = await picture(width, height, channels).webp({ quality: 80, effort: 2 }).toBuffer();
      expect(measure(webp)).toEqual({ type: 'image/webp', width, height });
    }
  });
});
