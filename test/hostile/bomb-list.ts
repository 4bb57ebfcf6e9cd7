import { avifClaims, gifCanvas, gifFrames, jpegScans, tiffClaims, webpCanvas, webpFrames } from '../harness/images/hostile-formats.js';
import { canvas, claims, profileBomb, textBomb } from '../harness/images/hostile-png.js';
import { animatedGif, jpeg, unique } from '../harness/images/images.js';

/** What may become of an upload: an error, 201 and no sizes, or a picture like any other. */
export type Outcome = 'refused' | 'rejected' | 'ready';

export interface Bomb {
  name: string;
  make: () => Buffer | Promise<Buffer>;
  may: readonly Outcome[];
}

const NEVER: readonly Outcome[] = ['refused', 'rejected'];
/** A whole picture within the limits, if a nasty one. */
const VALID: readonly Outcome[] = ['ready'];
/** An empty archive: the end of its directory is all there is (APPNOTE.TXT section 4.3.16). */
const ZIP = Buffer.from(`PK\x05\x06${'\0'.repeat(18)}`, 'latin1');

async function half(type: 'jpeg' | 'png' | 'webp' | 'gif' | 'avif' | 'tiff'): Promise<Buffer> {
  const whole = await unique(1200, 900).toFormat(type).toBuffer();
  return whole.subarray(0, Math.floor(whole.length / 2));
}

/** Small files that cost a careless decoder gigabytes, minutes or its life, or that are two things at once. */
export const BOMBS: readonly Bomb[] = [
  { name: 'a PNG of 16 383 squared, 1 bit', make: () => canvas({ width: 16_383, height: 16_383, depth: 1 }), may: NEVER },
  { name: 'a PNG of 16 383 squared, 16 bits', make: () => canvas({ width: 16_383, height: 16_383, depth: 16 }), may: NEVER },
  {
    name: 'a PNG of 16 383 squared, 16 bits, interlaced',
    make: () => canvas({ width: 16_383, height: 16_383, depth: 16, color: 6, interlaced: true }),
    may: NEVER,
  },
  // Two of them, for two children at once.
  ...['one', 'another'].map((which, index) => ({
    name: `${which} PNG just within the limits, 16 bits, interlaced`,
    make: () => canvas({ width: 7000 + index, height: 7000, depth: 16, color: 6, interlaced: true }),
    may: VALID,
  })),
  { name: 'a PNG of 1 by 40 000 000', make: () => canvas({ width: 1, height: 40_000_000 }), may: NEVER },
  { name: 'a PNG that claims 2 000 000 000 squared', make: () => claims(2_000_000_000, 2_000_000_000), may: NEVER },
  { name: 'a PNG with a gigabyte of text', make: textBomb, may: NEVER },
  { name: 'a PNG with 60 MB of colour profile', make: profileBomb, may: NEVER },
  { name: 'a GIF of 65 535 squared', make: () => gifCanvas(65_535), may: NEVER },
  { name: 'a GIF of 100 000 frames', make: () => gifFrames(100_000), may: ['refused', 'rejected', 'ready'] },
  { name: 'a WebP that claims 16 383 squared', make: () => webpCanvas(16_383), may: NEVER },
  { name: 'a WebP of 200 frames', make: () => webpFrames(200, 4000), may: ['refused', 'rejected', 'ready'] },
  { name: 'an AVIF that claims 12 000 squared', make: () => avifClaims(12_000), may: NEVER },
  { name: 'a TIFF that claims 60 000 squared and goes round in circles', make: () => tiffClaims(60_000), may: NEVER },
  { name: 'a TIFF with one byte of its pixels', make: () => tiffClaims(9000), may: NEVER },
  { name: 'a JPEG whose last scan comes 2 000 times', make: () => jpegScans(2000), may: ['refused', 'rejected', 'ready'] },
  ...(['jpeg', 'png', 'webp', 'gif', 'avif', 'tiff'] as const).map((type) => ({
    name: `half a ${type}`,
    make: () => half(type),
    // Where the rest of a GIF is missing, its first frame may be whole.
    may: type === 'gif' ? (['refused', 'rejected', 'ready'] as const) : NEVER,
  })),
  {
    name: 'a GIF that is HTML as well',
    make: async () => Buffer.concat([await animatedGif(), Buffer.from('<script>alert(1)</script>')]),
    may: VALID,
  },
  { name: 'a JPEG that is a ZIP as well', make: async () => Buffer.concat([await jpeg(), ZIP]), may: VALID },
];
