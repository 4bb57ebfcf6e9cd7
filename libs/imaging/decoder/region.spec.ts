import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { sniff } from '#libs/domain/image-types.js';
import { layout } from '#libs/domain/transform/layout.js';
import { type Format } from '#libs/domain/transform/modifiers.js';
import { parseTransform } from '#libs/domain/transform/transform.js';

import { LIMITS } from './render.fixture.js';
import { transform } from './transform.js';
import { bySharp, difference, testPicture } from './transform.fixture.js';

const WHOLE = { width: 480, height: 360 };
let folder: string;
let picture: Buffer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'region-'));
  picture = await testPicture(WHOLE);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a child makes of a picture. */
async function made(modifiers: string, format: Format = 'png', bytes = picture, whole = WHOLE): Promise<Buffer> {
  const file = join(folder, 'original');
  writeFileSync(file, bytes);
  const data = await transform({ kind: 'transform', file, type: sniff(bytes)!, limits: LIMITS, modifiers, format, whole, alone: true });
  return data!;
}

describe('a rectangle that is cut out first', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('is cut out of the upright picture of orientation %i', async (orientation) => {
    const file = await sharp(picture).withMetadata({ orientation }).jpeg({ quality: 98 }).toBuffer();
    const upright = await sharp(file).autoOrient().png().toBuffer();
    const { width, height } = await sharp(upright).metadata();
    const whole = { width, height };
    for (const cut of ['CR100,40,160,120', 'CR0,0,1,360', 'CRP50,0,50,100', 'CR100,40,160,120_SE100,110', 'CR100,40,160,120_FLH_PT90_GR']) {
      const [ours, theirs] = [await made(cut, 'png', file, whole), await bySharp(upright, parseTransform(cut, 'png'))];
      expect(await sharp(ours).metadata()).toMatchObject(layout(parseTransform(cut, 'png'), whole).result);
      expect(await difference(ours, theirs), cut).toBeLessThan(3);
    }
  });

  it('of a smaller copy shows the same', async () => {
    const copy = await sharp(picture).resize(360).jpeg({ quality: 95 }).toBuffer();
    for (const modifiers of ['CR100,40,160,120_SE80,60', 'CR100,40,160,120_SE110,85', 'FLH_CR100,40,160,120_SL60']) {
      const [whole, small] = [await made(modifiers), await made(modifiers, 'png', copy)];
      expect(await difference(whole, small), modifiers).toBeLessThan(4);
    }
  });

  it('of a damaged picture shows what is there, or says that it is damaged', async () => {
    const whole = await sharp(picture).jpeg({ quality: 98 }).toBuffer();
    const cut = whole.subarray(0, whole.length - 500);
    expect(await difference(await made('CR100,40,160,120', 'png', cut), await made('CR100,40,160,120'))).toBeLessThan(3);
    // Its last lines are missing.
    expect(await sharp(await made('CR0,200,480,160', 'png', cut)).metadata()).toMatchObject({ width: 480, height: 160 });
    await expect(made('CR0,300,100,60', 'png', whole.subarray(0, 2_000))).rejects.toThrow();
  });
});
