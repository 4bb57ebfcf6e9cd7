import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'libs/imaging/decoder/png-scan.ts',
    killedBy: ['libs/imaging/decoder/png-scan.spec.ts'],
    mutants: [
      {
        id: 'png-text',
        promise: 'A PNG has a bounded amount of text.',
        find: `if (extra > MAX_EXTRA_BYTES) {`,
        replace: `if (extra < 0) {`,
      },
      {
        id: 'png-chunks',
        promise: 'A PNG has a bounded number of chunks.',
        find: `if (chunks === MAX_CHUNKS)`,
        replace: `if (chunks === -1)`,
      },
      {
        id: 'png-unpacked',
        promise: 'Packed text counts by its unpacked size.',
        find: `if (packed === null) return length;`,
        replace: `if (packed === null || packed) return length;`,
      },
      {
        id: 'png-damaged',
        promise: 'Damaged text counts as the most that it can unpack to.',
        find: `return packed.length * MAX_INFLATION;`,
        replace: `return length;`,
      },
    ],
  },
  {
    file: 'libs/imaging/decoder/heic.ts',
    killedBy: ['libs/imaging/decoder/heic.spec.ts'],
    mutants: [
      {
        id: 'heic-strict',
        promise: 'A HEIC with a missing tile is refused.',
        find: `lib.HEAPU8[options + STRICT_DECODING] = 1;`,
        replace: ``,
      },
      {
        id: 'heic-tile-size',
        promise: 'A tile of a HEIC is no larger than the pixel limit.',
        find: `lib._heif_context_set_maximum_image_size_limit(context, Math.floor(Math.sqrt(maxPixels)));`,
        replace: `void maxPixels;`,
      },
    ],
  },
  {
    file: 'libs/imaging/decoder/jxl.ts',
    killedBy: ['libs/imaging/decoder/jxl.spec.ts'],
    mutants: [
      {
        id: 'jxl-loaded',
        promise: 'A JPEG XL that ends early is not shown as whole.',
        find: `if (!image.tryInit() || !image.loaded) throw broken();`,
        replace: `image.tryInit();`,
      },
    ],
  },
  {
    file: 'libs/imaging/decoder/jxl-plan.ts',
    killedBy: ['libs/imaging/decoder/jxl.spec.ts'],
    mutants: [
      {
        id: 'jxl-exif-bytes',
        promise: 'EXIF that unpacks to more than a megabyte is not read.',
        find: `brotliDecompressSync(box.subarray(4), { maxOutputLength: MAX_EXIF_BYTES })`,
        replace: `brotliDecompressSync(box.subarray(4))`,
      },
      {
        id: 'jxl-extra-channels',
        promise: 'The memory of a JPEG XL counts its extra channels.',
        find: `return bits(2) !== 0;`,
        replace: `return false;`,
      },
    ],
  },
  {
    file: 'libs/imaging/decoder/jp2-plan.ts',
    killedBy: ['libs/imaging/decoder/jp2.spec.ts'],
    mutants: [
      {
        id: 'jp2-tiles',
        promise: 'A JPEG 2000 of millions of tiles is refused before it is decoded.',
        find: `if (Math.ceil(right / tileWidth) * Math.ceil(bottom / tileHeight) > MAX_TILES) throw unsupported();`,
        replace: ``,
      },
      {
        id: 'jp2-channels',
        promise: 'A JPEG 2000 whose channels the decoder gets wrong is refused.',
        find: `if (depth === undefined || depth > 15 || depth !== head[42] || across !== 1 || down !== 1) throw unsupported();`,
        replace: `void [depth, across, down];`,
      },
    ],
  },
  {
    file: 'libs/imaging/decoder/source.ts',
    killedBy: ['libs/imaging/decoder/open.spec.ts', 'libs/imaging/decoder/jxl.spec.ts', 'libs/imaging/decoder/jp2.spec.ts'],
    mutants: [
      {
        id: 'size-only-pixels',
        promise: 'A JPEG XL or JPEG 2000 of too many pixels is refused by its head.',
        find: `if (width * height > limits.maxPixels || Math.max(width, height) > limits.maxSide) throw tooManyPixels();`,
        replace: `void limits;`,
      },
      {
        id: 'open-png-scan',
        promise: 'A PNG is checked before libvips opens it.',
        find: `    scanPng(path);\n`,
        replace: ``,
      },
    ],
  },
];
