import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { heicFile } from './heic.fixture.js';
import { heicOrientation, type Orientation, turned } from './orientation.js';

/** The EXIF block of a JPEG with this orientation. */
async function exif(orientation: number): Promise<Buffer | undefined> {
  const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } });
  return (await sharp(await picture.withMetadata({ orientation }).jpeg().toBuffer()).metadata()).exif;
}

describe('heicOrientation', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'orientation-'));
    writeFileSync(join(folder, 'silent'), heicFile('exif-only'));
    writeFileSync(join(folder, 'turned'), heicFile('orientation-8'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('is %d from EXIF if the container has no transformation, else 1', async (orientation) => {
    expect(heicOrientation(join(folder, 'silent'), await exif(orientation))).toBe(orientation);
    expect(heicOrientation(join(folder, 'turned'), await exif(orientation))).toBe(1);
  });

  it('is 1 without EXIF and for an invalid EXIF block', async () => {
    const silent = join(folder, 'silent');
    const block = (await exif(6)) as Buffer;
    // Little-endian, as sharp writes it: tag 274, type 3, one number.
    const at = block.indexOf(Buffer.from('1201030001000000', 'hex'));
    const changed = (offset: number, value: number): Buffer => {
      const copy = Buffer.from(block);
      copy.writeUInt16LE(value, at + offset);
      return copy;
    };
    const nonsense = [changed(8, 0), changed(8, 9), changed(8, 65_535), changed(2, 2), changed(2, 99), changed(4, 2)];
    for (const bytes of [...nonsense, block.subarray(0, at), Buffer.alloc(0), Buffer.from('Exif\0\0II*\0\xff\xff\xff\xff', 'latin1')]) {
      expect(heicOrientation(silent, bytes)).toBe(1);
    }
    expect(heicOrientation(silent, undefined)).toBe(1);
    expect(heicOrientation(silent, changed(8, 8))).toBe(8);
  });
});

describe('turned', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8] as Orientation[])('returns width and height after orientation %d', (orientation) => {
    expect(turned({ width: 3, height: 2 }, orientation)).toEqual(orientation > 4 ? { width: 2, height: 3 } : { width: 3, height: 2 });
  });
});
