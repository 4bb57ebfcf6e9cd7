import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { sniff } from '#libs/domain/image-types.js';
import { readHeader } from './open.js';
import type { Header } from './protocol.js';
import { render } from './render.js';

export const LIMITS = { maxPixels: 100e6, maxJpegPixels: 256e6, maxSide: 20_000 };

/** The smallest variant of a picture as raw pixels, and its header. */
export interface Rendered {
  header: Header;
  width: number;
  height: number;
  /** Red, green, blue and alpha of a pixel. */
  at: (x: number, y: number) => number[];
}

/** What becomes of a file with these bytes. @throws ImageError */
export async function rendered(bytes: Buffer): Promise<Rendered> {
  const folder = mkdtempSync(join(tmpdir(), 'rendered-'));
  try {
    const file = join(folder, 'original');
    writeFileSync(file, bytes);
    const type = sniff(bytes);
    if (!type) throw new TypeError('The test has no type for this');
    const header = await readHeader({ kind: 'header', file, type, limits: LIMITS });
    let small: Buffer | undefined;
    const request = { kind: 'render' as const, file, type, limits: LIMITS, format: 'webp' as const, alone: true };
    await render(request, (variant) => (small ??= variant.data));
    const { data, info } = await sharp(small).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number): number[] => [...data.subarray((y * info.width + x) * 4, (y * info.width + x) * 4 + 4)];
    return { header, width: info.width, height: info.height, at };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Whether two pixels are the same but for what compression changes. */
export function isClose(one: number[], other: number[], tolerance = 9): boolean {
  return other.every((value, channel) => Math.abs((one[channel] ?? 0) - value) <= tolerance);
}
