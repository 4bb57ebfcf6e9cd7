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
    ['+00:00', '2020-05-06T07:08:09.000Z'],
    ['-00:00', '2020-05-06T07:08:09.000Z'],
    ['+14:00', '2020-05-05T17:08:09.000Z'],
    ['-14:00', '2020-05-06T21:08:09.000Z'],
    // No offset on earth, or none at all.
    ['+14:01', '2020-05-06T07:08:09.000Z'],
    ['+99:00', '2020-05-06T07:08:09.000Z'],
    ['+05:60', '2020-05-06T07:08:09.000Z'],
    ['+5:30', '2020-05-06T07:08:09.000Z'],
    ['05:30', '2020-05-06T07:08:09.000Z'],
    ['Z', '2020-05-06T07:08:09.000Z'],
    ['   :  ', '2020-05-06T07:08:09.000Z'],
  ])('reads the time with offset %s', async (offset, expected) => {
    const block = await exif({ DateTimeOriginal: '2020:05:06 07:08:09', ...(offset && { OffsetTimeOriginal: offset }) });
    expect(takenAt(block)?.toISOString()).toBe(expected);
  });

  it.each<[time: string, offset: string, expected: string]>([
    ['2020:02:29 23:59:59', '-01:00', '2020-03-01T00:59:59.000Z'],
    ['2020:01:01 00:00:00', '+01:00', '2019-12-31T23:00:00.000Z'],
    ['1969:12:31 23:59:59', '+00:00', '1969-12-31T23:59:59.000Z'],
    ['1826:01:01 00:00:00', '+00:00', '1826-01-01T00:00:00.000Z'],
    ['9999:12:31 23:59:59', '+00:00', '9999-12-31T23:59:59.000Z'],
    ['9999:12:31 23:59:59', '+08:00', '9999-12-31T15:59:59.000Z'],
  ])('reads %s at %s across days, years and centuries', async (time, offset, expected) => {
    expect(takenAt(await exif({ DateTimeOriginal: time, OffsetTimeOriginal: offset }))?.toISOString()).toBe(expected);
  });

  it('has no time past the year 9999 in UTC', async () => {
    expect(takenAt(await exif({ DateTimeOriginal: '9999:12:31 23:59:59', OffsetTimeOriginal: '-08:00' }))).toBeNull();
  });

  it.each([
    '0000:00:00 00:00:00',
    '    :  :     :  :  ',
    '                   ',
    '2020:00:00 00:00:00',
    '2020:13:01 00:00:00',
    '2020:04:31 00:00:00',
    '2021:02:29 00:00:00',
    '1900:02:29 00:00:00',
    '2020:05:06 24:00:00',
    '2020:05:06 07:60:00',
    // A leap second, which no clock here has.
    '2016:12:31 23:59:60',
    '1825:12:31 23:59:59',
    '1700:01:01 00:00:00',
    '2020:05:06',
    '2020-05-06 07:08:09',
    '2020:05:06 07:08:09.5',
    'yesterday',
  ])('has no time for %j', async (time) => {
    expect(takenAt(await exif({ DateTimeOriginal: time }))).toBeNull();
  });

  it('takes no other time for that of the taking', async () => {
    const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } });
    const others = { IFD0: { DateTime: '2020:05:06 07:08:09' }, IFD2: { DateTimeDigitized: '2020:05:06 07:08:09' } };
    const bytes = await picture.withExif(others).jpeg().toBuffer();
    expect(takenAt((await sharp(bytes).metadata()).exif)).toBeNull();
    // That one is nonsense makes no other of it either.
    expect(takenAt(await exif({ DateTimeOriginal: '2020:13:06 07:08:09', DateTimeDigitized: '2020:05:06 07:08:09' }))).toBeNull();
  });

  it('has no time without EXIF, without the tag, and for bytes that are no EXIF', async () => {
    expect(takenAt(undefined)).toBeNull();
    expect(takenAt(await exif({ UserComment: 'none' }))).toBeNull();
    expect(takenAt(Buffer.from('Exif\0\0II*\0\xff\xff\xff\xff', 'latin1'))).toBeNull();
    expect(takenAt(Buffer.alloc(0))).toBeNull();
  });
});
