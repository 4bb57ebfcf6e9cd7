import { readdirSync, readFileSync } from 'node:fs';

import sharp from 'sharp';

import { sniff } from '#libs/domain/image-types.js';

const FIXTURES = new URL('../fixtures/', import.meta.url);

function folder(name: string, extension: string): Buffer[] {
  const files = readdirSync(new URL(`${name}/`, FIXTURES)).filter((file) => file.endsWith(extension));
  return files.map((file) => readFileSync(new URL(`${name}/${file}`, FIXTURES)));
}

/** Small files of every type that is taken, in the ways in which their formats can be written, by type. */
export async function seeds(): Promise<Buffer[][]> {
  const noise = (channels: 3 | 4, width = 64, height = 48) =>
    sharp({
      create: {
        width,
        height,
        channels,
        background: { r: 200, g: 90, b: 30, alpha: 0.5 },
        noise: { type: 'gaussian', mean: 128, sigma: 30 },
      },
    });
  const exif = { IFD0: { Make: 'Camera', Orientation: '6' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } };
  const frames = await sharp({ create: { width: 32, height: 96, channels: 4, background: 'red' } })
    .raw()
    .toBuffer();
  const animated = () => sharp(frames, { raw: { width: 32, height: 96, channels: 4, pageHeight: 32 } });
  const made = [
    ...[true, false].flatMap((progressive) => [
      noise(3).jpeg({ progressive, chromaSubsampling: '4:4:4' }).withExif(exif),
      noise(3).jpeg({ progressive, chromaSubsampling: '4:2:0', optimiseCoding: progressive }),
      noise(3).greyscale().jpeg({ progressive }),
      noise(3).toColourspace('cmyk').jpeg({ progressive }),
      noise(3).withIccProfile('p3').jpeg({ progressive }),
    ]),
    ...[true, false].flatMap((lossless) => [
      noise(3).webp({ lossless }),
      noise(4).webp({ lossless }).withExif(exif),
      animated().webp({ lossless }),
    ]),
    animated().gif(),
    noise(4).gif({ dither: 0 }),
    noise(3).gif({ colours: 2, interFrameMaxError: 0 }),
    ...(['none', 'lzw', 'deflate', 'packbits', 'jpeg'] as const).flatMap((compression) => [
      noise(3).tiff({ compression }),
      noise(3).tiff({ compression, tile: true, tileWidth: 16, tileHeight: 16, pyramid: compression !== 'none' }),
      noise(3).greyscale().tiff({ compression }),
    ]),
    noise(3).greyscale().threshold().toColourspace('b-w').tiff({ compression: 'deflate', predictor: 'none', bitdepth: 1 }),
    noise(4).toColourspace('rgb16').tiff({ compression: 'lzw', predictor: 'horizontal' }),
    ...(['4:4:4', '4:2:0'] as const).flatMap((chromaSubsampling) => [
      noise(3).avif({ chromaSubsampling, effort: 0 }),
      noise(4).avif({ chromaSubsampling, effort: 0, lossless: true }).withExif(exif),
    ]),
  ];
  // Nothing here writes these.
  const successors = ['.jxl', '.jp2', '.j2k'].flatMap((extension) => folder('../pictures/files', extension));
  const files = [
    ...folder('pngsuite', '.png'),
    ...folder('heic', '.heic'),
    ...successors,
    ...(await Promise.all(made.map((image) => image.toBuffer()))),
  ];
  return Object.values(Object.groupBy(files, (bytes) => sniff(bytes) ?? 'none')).filter((group) => group !== undefined);
}
