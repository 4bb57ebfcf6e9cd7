import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { MODIFIER_NAMES, type Format } from '#libs/domain/transform/modifiers.js';

import { distance, type Golden, goldenPicture, GOLDENS, isGolden, sizeOfGolden } from '../../../test/harness/images/goldens.js';
import { LIMITS } from './render.fixture.js';
import { transform } from './transform.js';

let folder: string;
const files = { small: '', large: '' };
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'goldens-'));
  for (const name of ['small', 'large'] as const) {
    files[name] = join(folder, `${name}.png`);
    writeFileSync(files[name], await goldenPicture({ isLarge: name === 'large' }));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a child makes of the picture of a golden. */
async function made(golden: Golden, modifiers: string, format: Format): Promise<Buffer> {
  const file = golden.isLarge ? files.large : files.small;
  const whole = sizeOfGolden(golden);
  return (await transform({ kind: 'transform', file, type: 'image/png', limits: LIMITS, modifiers, format, whole, alone: true }))!;
}

/** The modifiers without those that the golden is named by. */
function without({ name, modifiers }: Golden): string {
  const parts = modifiers.split('_').filter((part) => part.replace(/[^A-Z].*$/, '') !== name.split('-')[0]);
  return (name === 'SC-attention' ? [modifiers.replace(',A', '')] : parts).join('_');
}

it('each modifier has a golden', () => {
  expect(MODIFIER_NAMES.filter((name) => GOLDENS.every((golden) => golden.name !== name))).toEqual([]);
});

it.each(GOLDENS)('$name is what $modifiers makes', async (golden) => {
  const result = await made(golden, golden.modifiers, golden.format);
  expect(await sharp(result).metadata()).toMatchObject({ space: 'srgb' });
  expect(await distance(result, golden)).toSatisfy(isGolden);
});

it.each(GOLDENS.filter(({ name }) => MODIFIER_NAMES.some((known) => name.split('-')[0] === known)))(
  '$name is nothing like the same without it',
  async (golden) => {
    expect(await distance(await made(golden, without(golden), golden.format), golden)).not.toSatisfy(isGolden);
  },
);
