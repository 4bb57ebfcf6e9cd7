import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rendered } from '#libs/imaging/decoder/render.fixture.js';

/** What an independent decoder makes of a file (make.py): CIELAB and alpha (0 to 255) of parts of equal size, by rows. */
interface Expected {
  width: number;
  height: number;
  columns: number;
  parts: [lightness: number, a: number, b: number, alpha: number][];
}

const EXPECTED = JSON.parse(readFileSync(new URL('expected.json', import.meta.url), 'utf8')) as Record<string, Expected>;
/** Mean distance in CIELAB (CIE76) of the parts: 2.3 is just noticeable. The small size is compressed with losses. */
const MOST_DISTANCE = 2.5;
/** PngSuite has patterns of full saturation a few pixels wide, and sizes have half the resolution for colours. */
const MOST_IN_PNGSUITE = 10;
const MOST_ALPHA = 6;
/** Files where another result is right, with the reason. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'files/3x2.avif': 'six pixels of six hues: half the resolution for colours is not enough',
  'files/cmyk.tif': 'Pillow has a formula for CMYK without a profile, libvips the profile of a press',
  'files/cmyk-without-profile.jpg': 'the same',
  'heic/exif-only.heic': 'turned by its EXIF, by decision 9',
  'heic/p3-nclx.heic': 'Pillow takes its Display P3 for sRGB',
  'heic/second-is-primary.heic': 'Pillow is asked for the first picture, which is not the primary one',
  'pngsuite/s04i3p01.png': 'four pixels a side of blue and yellow: half the resolution for colours is not enough',
  'pngsuite/s04n3p01.png': 'the same',
  'pngsuite/tbbn0g04.png': 'Pillow compares the transparent grey of 4 bits, 15, with greys of 8 bits',
};

function read(name: string): Buffer {
  const [folder, file] = name.split('/') as [string, string];
  return readFileSync(new URL(folder === 'files' ? `files/${file}` : `../fixtures/${folder}/${file}`, import.meta.url));
}

/** sRGB (IEC 61966-2-1) as CIELAB. */
function lab(rgb: number[]): [number, number, number] {
  const linear = rgb.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4)) as [number, number, number]; // prettier-ignore
  const [r, g, b] = linear;
  const xyz = [
    (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
    0.2126 * r + 0.7152 * g + 0.0722 * b,
    (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
  ];
  const [x, y, z] = xyz.map((value) => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116)) as [number, number, number];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** Mean distance of colours, of the parts that both show; and the mean difference of alpha. */
async function compare(name: string): Promise<{ width: number; height: number; distance: number; alpha: number }> {
  const { header, width, height, at } = await rendered(read(name));
  const { columns, parts } = EXPECTED[name]!;
  const rows = parts.length / columns;
  let [distance, seen, alpha] = [0, 0, 0];
  for (const [index, [lightness, a, b, opacity]] of parts.entries()) {
    const [row, column] = [Math.floor(index / columns), index % columns];
    const [left, right] = [column, column + 1].map((each) => Math.floor((each * width) / columns)) as [number, number];
    const [top, bottom] = [row, row + 1].map((each) => Math.floor((each * height) / rows)) as [number, number];
    const sums = [0, 0, 0, 0];
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const pixel = at(x, y);
        for (let channel = 0; channel < 3; channel++) sums[channel]! += pixel[channel]! * pixel[3]!;
        sums[3]! += pixel[3]!;
      }
    }
    alpha += Math.abs(sums[3]! / ((right - left) * (bottom - top)) - opacity) / parts.length;
    // Colours that are hardly there have no exact value.
    if (sums[3] === 0 || opacity < 8) continue;
    const mine = lab(sums.slice(0, 3).map((sum) => sum / sums[3]!));
    distance += Math.hypot(mine[0] - lightness, mine[1] - a, mine[2] - b);
    seen++;
  }
  return { width: header.width, height: header.height, distance: seen === 0 ? 0 : distance / seen, alpha };
}

describe('the small size of a picture is what an independent decoder makes of it', () => {
  it.each(Object.keys(EXPECTED).filter((name) => !EXCEPTIONS[name]))('%s', async (name) => {
    const found = await compare(name);
    const { width, height } = EXPECTED[name]!;
    expect([found.width, found.height]).toEqual([width, height]);
    expect(found.distance).toBeLessThan(name.startsWith('pngsuite/') ? MOST_IN_PNGSUITE : MOST_DISTANCE);
    expect(found.alpha).toBeLessThan(MOST_ALPHA);
  });
});
