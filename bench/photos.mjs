import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';

import sharp from 'sharp';

/** Width and height in pixels, 8 to 24 megapixels, as cameras have them. */
const SHAPES = [
  [3264, 2448],
  [4000, 3000],
  [4032, 3024],
  [4608, 3456],
  [5184, 3456],
  [6000, 4000],
];
/** Of pictures of about 200 kB, as they are sent around. */
const SMALL_SHAPE = [1056, 792];
const COUNT = 24;
/** In the name of the folder: other photos need another. */
const VERSION = 1;

/**
 * The photos to measure with: paths, sizes, and where they come from in words. Without a folder they are made once, the same ones on
 * every machine, and kept in the system's folder for temporary files.
 */
export async function photosOf({ photos: folder, quick }) {
  const from = folder ?? (await generated());
  const names = readdirSync(from).filter((name) => ['.jpg', '.jpeg'].includes(extname(name).toLowerCase()));
  if (names.length === 0) throw new Error(`There is no JPEG in ${from}.`);
  const files = names.sort().map((name) => join(from, name));
  const buffers = files.map((file) => readFileSync(file));
  const sizes = await Promise.all(files.map((file) => sharp(file).metadata()));
  const megapixels = mean(sizes.map(({ width, height }) => (width * height) / 1e6)).toFixed(1);
  const megabytes = mean(buffers.map(({ length }) => length / 1e6)).toFixed(1);
  return {
    files,
    buffers,
    /** How many are worked on in a measure of many; taken again from the beginning when there are fewer. */
    count: quick ? 8 : 60,
    about: `${files.length} JPEGs${folder ? '' : ' made for it'}, ${megapixels} megapixels and ${megabytes} MB on average`,
  };
}

/** Made pictures of about 200 kB. */
export async function smallPictures({ quick } = {}) {
  return { ...(await photosOf({ photos: await generated([SMALL_SHAPE], 'small'), quick })), about: 'made JPEGs of 200 kB' };
}

/** The n-th photo, different from every other: bytes after the end of a picture are kept, and change nothing of it. */
export function photo({ buffers }, n, salt) {
  return Buffer.concat([buffers[n % buffers.length], Buffer.from(`${salt} ${n}`)]);
}

function mean(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

async function generated(shapes = SHAPES, name = 'photos') {
  const folder = join(tmpdir(), `shoebox-bench-${name}-${VERSION}`);
  if (existsSync(folder)) return folder;
  console.error(`making ${COUNT} photos in ${folder} …`);
  const making = `${folder}.${process.pid}`;
  mkdirSync(making);
  for (let n = 0; n < COUNT; n++) await make(n, shapes, join(making, `photo-${String(n).padStart(2, '0')}.jpg`));
  if (existsSync(folder)) rmSync(making, { recursive: true });
  else renameSync(making, folder);
  return folder;
}

/** Coarse forms, finer ones over them, and grain: about as many bytes a pixel as a camera writes. */
async function make(n, shapes, file) {
  const [width, height] = shapes[n % shapes.length];
  const random = randomOf(n + 1);
  const layer = async (across, down, opacity) => {
    const pixels = Uint8Array.from({ length: across * down * 4 }, (_, i) => (i % 4 === 3 ? opacity : random() & 255));
    const small = sharp(pixels, { raw: { width: across, height: down, channels: 4 } });
    return { input: await small.resize(width, height, { fit: 'fill', kernel: 'cubic' }).png({ compressionLevel: 0 }).toBuffer() };
  };
  const day = String(1 + n).padStart(2, '0');
  await sharp({ create: { width, height, channels: 3, background: { r: 90 + ((n * 7) % 80), g: 110, b: 130 } } })
    .composite([await layer(8, 6, 200), await layer(160, 120, 90), await layer(width >> 2, height >> 2, 46)])
    .withExif({ IFD0: { Make: 'Shoebox', Model: 'bench' }, IFD2: { DateTimeOriginal: `2021:06:${day} 10:00:00` } })
    .jpeg({ quality: 92 })
    .toFile(file);
}

/** xorshift32 (Marsaglia 2003): the same numbers for the same seed, everywhere. */
function randomOf(seed) {
  let state = seed * 2654435769;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 8;
  };
}
