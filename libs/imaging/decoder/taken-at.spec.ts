import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { takenAt } from './taken-at.js';

/** The EXIF block of a JPEG with these tags in its Exif directory. */
async function exif(tags: Record<string, string>): Promise<Buffer | undefined> {
  const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } });
  const bytes = await picture.withExif({ IFD2: tags }).jpeg().toBuffer();
  return (await sharp(bytes).metadata()).exif;
}

describe('takenAt', () => {
  it.each([
    [undefined, '2020-05-06T07:08:09.000Z'],
    ['+05:30', '2020-05-06T01:38:09.000Z'],
    ['-08:00', '2020-05-06T15:08:09.000Z'],
    ['+99:00', '2020-05-06T07:08:09.000Z'],
    ['   :  ', '2020-05-06T07:08:09.000Z'],
  ])('reads the time with offset %s', async (offset, expected) => {
    const block = await exif({ DateTimeOriginal: '2020:05:06 07:08:09', ...(offset && { OffsetTimeOriginal: offset }) });
    expect(takenAt(block)?.toISOString()).toBe(expected);
  });

  it.each(['0000:00:00 00:00:00', '2020:00:00 00:00:00', '2020:13:01 00:00:00', '2021:02:29 00:00:00', '1700:01:01 00:00:00', 'yesterday'])(
    'has no time for %s',
    async (time) => {
      expect(takenAt(await exif({ DateTimeOriginal: time }))).toBeNull();
    },
  );

  it('has no time without EXIF, without the tag, and for bytes that are no EXIF', async () => {
    expect(takenAt(undefined)).toBeNull();
    expect(takenAt(await exif({ UserComment: 'none' }))).toBeNull();
    expect(takenAt(Buffer.from('Exif\0\0II*\0\xff\xff\xff\xff', 'latin1'))).toBeNull();
    expect(takenAt(Buffer.alloc(0))).toBeNull();
  });
});
