import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import sharp, { type Sharp } from 'sharp';

/** A picture with pixels that no other has: the same bytes are the same picture to a drive. */
export function unique(width = 64, height = 48, channels: 3 | 4 = 3): Sharp {
  const [across, down] = [Math.min(width, 32), Math.min(height, 32)];
  const raw = { width: across, height: down, channels };
  return sharp(randomBytes(across * down * channels), { raw }).resize(width, height, { fit: 'fill', kernel: 'nearest' });
}

export function jpeg(width = 64, height = 48): Promise<Buffer> {
  return unique(width, height).jpeg({ quality: 90 }).toBuffer();
}

/** One that is cut off in the middle: its header is whole, its pixels are not. */
export async function cutJpeg(width = 600, height = 400): Promise<Buffer> {
  const whole = await noise(width, height);
  return whole.subarray(0, Math.floor(whole.length / 2));
}

/** A JPEG of random pixels, about a byte each: for uploads that must have some length. */
export function noise(width: number, height: number): Promise<Buffer> {
  return sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
}

export function transparentPng(width = 64, height = 48): Promise<Buffer> {
  return unique(width, height, 4).png().toBuffer();
}

/** Three frames of different pixels. */
export async function animatedGif(): Promise<Buffer> {
  const frames = await Promise.all([1, 2, 3].map(() => unique(40, 30).png().toBuffer()));
  return sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer();
}

/** One of test/fixtures/heic: nothing here can write HEVC. Always the same bytes, though for a few at the end that nobody reads. */
export async function heic(name = 'orientation-1'): Promise<Buffer> {
  const file = await readFile(new URL(`../../fixtures/heic/${name}.heic`, import.meta.url));
  // A box of free space (ISO/IEC 14496-12 section 8.1.2).
  return Buffer.concat([file, Buffer.from('\0\0\0\x18free', 'latin1'), randomBytes(16)]);
}

/** One of each type that is taken. */
export const TYPES: readonly { type: string; extension: string; make: () => Promise<Buffer> }[] = [
  { type: 'image/jpeg', extension: 'jpg', make: () => jpeg() },
  { type: 'image/png', extension: 'png', make: () => unique().png().toBuffer() },
  { type: 'image/webp', extension: 'webp', make: () => unique().webp().toBuffer() },
  { type: 'image/gif', extension: 'gif', make: animatedGif },
  { type: 'image/avif', extension: 'avif', make: () => unique().avif({ effort: 0 }).toBuffer() },
  { type: 'image/tiff', extension: 'tif', make: () => unique().tiff().toBuffer() },
  { type: 'image/heic', extension: 'heic', make: () => heic() },
];

/** 40 by 20 pixels as stored, red on the left half, with this EXIF orientation (1 to 8). */
export async function oriented(orientation: number): Promise<Buffer> {
  const red = { create: { width: 20, height: 20, channels: 3 as const, background: '#ff0000' } };
  const speck = { create: { width: 2, height: 2, channels: 3 as const, background: `#${randomBytes(3).toString('hex')}` } };
  return sharp({ create: { width: 40, height: 20, channels: 3, background: '#0000ff' } })
    .composite([
      { input: red, left: 0, top: 0 },
      { input: speck, left: 19, top: 9 },
    ])
    .withMetadata({ orientation })
    .jpeg({ quality: 100 })
    .toBuffer();
}

/** With the time it was taken, by its EXIF (`2021:03:04 05:06:07`), and the place. */
export function taken(dateTime: string): Promise<Buffer> {
  return unique()
    .withExif({
      IFD0: { Make: 'Shoebox test' },
      IFD2: { DateTimeOriginal: dateTime },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 51/1 30/1', GPSLongitudeRef: 'E', GPSLongitude: '2/1 17/1 40/1' },
    })
    .jpeg()
    .toBuffer();
}
