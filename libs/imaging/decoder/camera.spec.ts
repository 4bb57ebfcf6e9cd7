import sharp, { type Exif } from 'sharp';
import { describe, expect, it } from 'vitest';
import { cameraData } from './camera.js';

/** The EXIF block of a JPEG with these tags. */
async function block(tags: Exif): Promise<Buffer | undefined> {
  const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } });
  return (await sharp(await picture.withExif(tags).jpeg().toBuffer()).metadata()).exif;
}

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
