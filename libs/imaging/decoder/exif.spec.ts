import sharp, { type Exif } from 'sharp';
import { describe, expect, it } from 'vitest';
import { cameraData, takenAt } from './exif.js';

/** The EXIF block of a JPEG with these tags. */
async function block(tags: Exif): Promise<Buffer | undefined> {
  const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } });
  return (await sharp(await picture.withExif(tags).jpeg().toBuffer()).metadata()).exif;
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
    const exif = await block({ IFD2: { DateTimeOriginal: '2020:05:06 07:08:09', ...(offset && { OffsetTimeOriginal: offset }) } });
    expect(takenAt(exif)?.toISOString()).toBe(expected);
  });

  it.each<[time: string, offset: string, expected: string]>([
    ['2020:02:29 23:59:59', '-01:00', '2020-03-01T00:59:59.000Z'],
    ['2020:01:01 00:00:00', '+01:00', '2019-12-31T23:00:00.000Z'],
    ['1969:12:31 23:59:59', '+00:00', '1969-12-31T23:59:59.000Z'],
    ['1826:01:01 00:00:00', '+00:00', '1826-01-01T00:00:00.000Z'],
    ['9999:12:31 23:59:59', '+00:00', '9999-12-31T23:59:59.000Z'],
    ['9999:12:31 23:59:59', '+08:00', '9999-12-31T15:59:59.000Z'],
  ])('reads %s at %s across days, years and centuries', async (time, offset, expected) => {
    expect(takenAt(await block({ IFD2: { DateTimeOriginal: time, OffsetTimeOriginal: offset } }))?.toISOString()).toBe(expected);
  });

  it('has no time past the year 9999 in UTC', async () => {
    expect(takenAt(await block({ IFD2: { DateTimeOriginal: '9999:12:31 23:59:59', OffsetTimeOriginal: '-08:00' } }))).toBeNull();
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
    expect(takenAt(await block({ IFD2: { DateTimeOriginal: time } }))).toBeNull();
  });

  it('takes no other time for that of the taking', async () => {
    const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } });
    const others = { IFD0: { DateTime: '2020:05:06 07:08:09' }, IFD2: { DateTimeDigitized: '2020:05:06 07:08:09' } };
    const bytes = await picture.withExif(others).jpeg().toBuffer();
    expect(takenAt((await sharp(bytes).metadata()).exif)).toBeNull();
    // That one is nonsense makes no other of it either.
    expect(
      takenAt(await block({ IFD2: { DateTimeOriginal: '2020:13:06 07:08:09', DateTimeDigitized: '2020:05:06 07:08:09' } })),
    ).toBeNull();
  });

  it('has no time without EXIF, without the tag, and for bytes that are no EXIF', async () => {
    expect(takenAt(undefined)).toBeNull();
    expect(takenAt(await block({ IFD2: { UserComment: 'none' } }))).toBeNull();
    expect(takenAt(Buffer.from('Exif\0\0II*\0\xff\xff\xff\xff', 'latin1'))).toBeNull();
    expect(takenAt(Buffer.alloc(0))).toBeNull();
  });
});

const PLACE = { GPSLatitudeRef: 'N', GPSLatitude: '60/1 10/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '24/1 56/1 0/1' };

describe('cameraData', () => {
  it('reads what the camera wrote of itself', async () => {
    const exif = await block({
      IFD0: { Make: 'Canon', Model: 'Canon EOS R5' },
      IFD2: { LensModel: 'RF24-70mm F2.8 L', ExposureTime: '1/250', FNumber: '28/10', ISOSpeedRatings: '400', FocalLength: '35/1' },
      IFD3: PLACE,
    });
    const lens = { lens: 'RF24-70mm F2.8 L', aperture: 2.8, focalLength: 35 };
    expect(cameraData(exif)).toEqual({ camera: 'Canon EOS R5', ...lens, exposureSeconds: 0.004, iso: 400, place: true });
  });

  it.each([
    ['Canon', 'Canon EOS R5', 'Canon EOS R5'],
    ['NIKON CORPORATION', 'NIKON D90', 'NIKON D90'],
    ['Apple', 'iPhone 15', 'Apple iPhone 15'],
    ['samsung', 'SM-S901B', 'samsung SM-S901B'],
    ['Leica', '', 'Leica'],
    ['', 'X100V', 'X100V'],
    ['  Sony \t', '\u0007ILCE-7M4  ', 'Sony ILCE-7M4'],
  ])('names the camera of make %j and model %j', async (make, model, expected) => {
    const exif = await block({ IFD0: { ...(make && { Make: make }), ...(model && { Model: model }) } });
    expect(cameraData(exif)?.camera).toBe(expected);
  });

  it('keeps names short', async () => {
    const exif = await block({ IFD0: { Model: 'x'.repeat(5_000) } });
    expect(cameraData(exif)?.camera).toHaveLength(100);
  });

  it.each(['0/1', '1/0', '0/0', '-1/250', '4000000000/1'])('takes an exposure of %s for none', async (time) => {
    expect(cameraData(await block({ IFD0: { Model: 'X' }, IFD2: { ExposureTime: time } }))?.exposureSeconds).toBeNull();
  });

  it('knows no place from half of one', async () => {
    const { GPSLatitude, GPSLatitudeRef } = PLACE;
    expect(cameraData(await block({ IFD0: { Model: 'X' }, IFD3: { GPSLatitude, GPSLatitudeRef } }))?.place).toBe(false);
    expect(cameraData(await block({ IFD0: { Model: 'X' }, IFD3: { ...PLACE, GPSLongitude: '0/0 0/0 0/0' } }))?.place).toBe(false);
  });

  it('is null where a picture carries nothing of the kind', async () => {
    expect(cameraData(undefined)).toBeNull();
    expect(cameraData(await block({ IFD0: { Software: 'paint' } }))).toBeNull();
    expect(cameraData(Buffer.from('Exif\0\0II*\0\xff\xff\xff\xff', 'latin1'))).toBeNull();
  });
});
