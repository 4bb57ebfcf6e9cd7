import { readFile } from 'node:fs/promises';

import sharp from 'sharp';

/** What an address must give, pixel by pixel: test/fixtures/transforms/NAME.png, which `node scripts/transform-pictures.mjs` makes. */
export interface Golden {
  /** Of the modifier that it shows. */
  name: string;
  modifiers: string;
  format: 'png' | 'jpg' | 'webp' | 'avif';
  /** Whether it is of the large picture: for sizes that the small one does not have. */
  isLarge?: true;
}

/** Of each modifier one at least. Those of QL, KB, CR, BW and of formats read the original, which is the same on every drive. */
export const GOLDENS: readonly Golden[] = [
  { name: 'SL', modifiers: 'SL72', format: 'png' },
  { name: 'SX', modifiers: 'SX54', format: 'png' },
  { name: 'SY', modifiers: 'SY66', format: 'png' },
  { name: 'SS', modifiers: 'SS72', format: 'png' },
  { name: 'SR', modifiers: 'SR96,40', format: 'png' },
  { name: 'SC', modifiers: 'SC48,72', format: 'png' },
  { name: 'SC-attention', modifiers: 'SC48,72,A', format: 'png' },
  { name: 'SCTZZZZZZZ', modifiers: 'SCTZZZZZZZ_CR15,55,60,45', format: 'png', isLarge: true },
  { name: 'SCMZZZZZZZ', modifiers: 'SCMZZZZZZZ_CR70,235,60,45', format: 'png', isLarge: true },
  { name: 'SCLZZZZZZZ', modifiers: 'SCLZZZZZZZ_CR160,490,60,45', format: 'png', isLarge: true },
  { name: 'SE', modifiers: 'SE72,40', format: 'png' },
  { name: 'FP', modifiers: 'FP90,10_SC48,72', format: 'png' },
  { name: 'CR', modifiers: 'CR30,40,72,54', format: 'png' },
  { name: 'CRP', modifiers: 'CRP10,20.5,33.33,60', format: 'png' },
  { name: 'PT', modifiers: 'SL72_PT-90', format: 'png' },
  { name: 'PT-any', modifiers: 'SL72_PT30', format: 'png' },
  { name: 'FLH', modifiers: 'SL72_FLH', format: 'png' },
  { name: 'FLV', modifiers: 'SL72_FLV', format: 'png' },
  { name: 'BL', modifiers: 'SL72_BL3', format: 'png' },
  { name: 'SH', modifiers: 'SL72_SH4', format: 'png' },
  { name: 'GR', modifiers: 'SL72_GR', format: 'png' },
  { name: 'BW', modifiers: 'CR30,40,72,54_BW', format: 'png' },
  { name: 'BO', modifiers: 'SL72_BO6,200,30,30', format: 'png' },
  { name: 'BG', modifiers: 'BG3366CC_SS72', format: 'png' },
  { name: 'PE', modifiers: 'SL96_PE20', format: 'png' },
  { name: 'QL', modifiers: 'CR30,40,72,54_QL5', format: 'jpg' },
  { name: 'KB', modifiers: 'CR0,60,144,90_KB1', format: 'jpg' },
  { name: 'DPR', modifiers: 'SL40_DPR2', format: 'png' },
  { name: 'jpg', modifiers: 'CR30,40,72,54', format: 'jpg' },
  { name: 'webp', modifiers: 'CR30,40,72,54', format: 'webp' },
  { name: 'avif', modifiers: 'CR30,40,72,54', format: 'avif' },
  { name: 'badges', modifiers: 'PT-90_PE10_PT-90_PE20_PT-90_PE30_PT-90_PE40', format: 'jpg' },
];

const FOLDER = new URL('../../fixtures/transforms/', import.meta.url);

export function goldenFile({ name }: Golden): URL {
  return new URL(`${name}.png`, FOLDER);
}

/** The pictures that the goldens are made of: a sky, a disc near a corner, stripes, and nothing that is the same when mirrored or turned. */
export function goldenPicture({ isLarge = false }: { isLarge?: boolean } = {}): Promise<Buffer> {
  const { width, height } = sizeOfGolden({ isLarge });
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(colourAt(x / width, y / height), (y * width + x) * 3);
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

export function sizeOfGolden({ isLarge = false }: { isLarge?: boolean }): { width: number; height: number } {
  return isLarge ? { width: 2400, height: 1800 } : { width: 200, height: 150 };
}

/** @param x @param y from 0 to 1 */
function colourAt(x: number, y: number): [number, number, number] {
  if (Math.hypot(x * 4 - 0.9, y * 3 - 1) < 0.55) return [235, 60, 40];
  if (y > 0.62 + 0.2 * x) return Math.floor(x * 30) % 2 === 0 ? [40, 90, 50] : [150, 190, 90];
  if (x > 0.8 && y < 0.3) return [250, 220, 70];
  return [90 + 80 * y, 150 + 60 * y, 250 - 70 * x];
}

/** How far pixels are from a golden: the mean of all channels (0 to 255), and the share of channels that are clearly others. */
export interface Distance {
  mean: number;
  /** 0 to 1. */
  others: number;
}

/** A channel that is off by more is another colour. */
const CLEARLY = 32;
/** What encoders and the sizes that a drive keeps may change. Without its modifier no result comes near (goldens.spec.ts). */
export const TOLERANCE: Distance = { mean: 2.5, others: 0.02 };

export function isGolden({ mean, others }: Distance): boolean {
  return mean <= TOLERANCE.mean && others <= TOLERANCE.others;
}

/** Compares an image in sRGB with a golden, both with their transparency. Other sizes are as far apart as can be. */
export async function distance(bytes: Buffer, golden: Golden): Promise<Distance> {
  const [ours, theirs] = await Promise.all([pixels(bytes), pixels(await readFile(goldenFile(golden)))]);
  if (ours.size !== theirs.size) return { mean: 255, others: 1 };
  let [sum, others] = [0, 0];
  for (let at = 0; at < ours.data.length; at++) {
    const off = Math.abs(shade(ours.data, at) - shade(theirs.data, at));
    sum += off;
    if (off > CLEARLY) others++;
  }
  return { mean: sum / ours.data.length, others: others / ours.data.length };
}

/** What is transparent has no colour. */
function shade(data: Buffer, at: number): number {
  const channel = at % 4;
  return channel === 3 ? data[at]! : (data[at]! * data[at - channel + 3]!) / 255;
}

async function pixels(bytes: Buffer): Promise<{ data: Buffer; size: string }> {
  const { data, info } = await sharp(bytes).toColourspace('srgb').ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, size: `${info.width} × ${info.height}` };
}
