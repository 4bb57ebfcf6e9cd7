import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { heic } from './heic.fixture.js';
import { isClose, rendered } from './render.fixture.js';

/** One of test/fixtures/avif, where it says how they were made: red from left to right and green from top to bottom. */
function avif(name: string): Buffer {
  return readFileSync(new URL(`../../../test/fixtures/avif/${name}.avif`, import.meta.url));
}

describe('an AVIF', () => {
  it.each(['grey-full', 'grey-limited'])('that is %s has its greys', async (name) => {
    const { at } = await rendered(avif(name));
    for (const x of [4, 20, 40, 60])
      expect(
        isClose(
          at(x, 20),
          [x, x, x].map((value) => (value * 255) / 63),
        ),
        `${x}: ${at(x, 20).join()}`,
      ).toBe(true);
  });

  /** Alpha rises with red. */
  it.each(['alpha-turned-with', 'alpha-turned-without'])('whose transparency is %s its colours has both upright', async (name) => {
    const { header, width, height, at } = await rendered(avif(name));
    expect([header.width, header.height, width, height]).toEqual([48, 64, 48, 64]);
    // Turned by a quarter with the clock: red rises from top to bottom, green from right to left.
    for (const [x, y] of [
      [4, 30],
      [44, 30],
      [4, 60],
      [44, 60],
      [24, 45],
    ] as const) {
      // prettier-ignore
      const red = (y * 255) / 63;
      expect(isClose(at(x, y), [red, 255 - (x * 255) / 47, 100, red], 16), `${x}, ${y}: ${at(x, y).join()}`).toBe(true);
    }
  });

  it('that moves is shown by its first frame', async () => {
    const { header, at } = await rendered(avif('moving'));
    expect([header.type, header.width, header.height]).toEqual(['image/avif', 64, 48]);
    expect(isClose(at(60, 4), [243, 22, 100, 255])).toBe(true);
  });
});

describe('a HEIF file', () => {
  it('that is a film without a picture of its own is refused with a reason', async () => {
    const film = Buffer.from('\0\0\0\x18ftyphevc\0\0\0\0hevcmsf1\0\0\0\x10moov........', 'latin1');
    await expect(rendered(film)).rejects.toMatchObject({ code: 'UNSUPPORTED_TYPE', message: expect.stringContaining('film') as string });
  });

  it('whose brand is that of a film is shown by its picture', async () => {
    expect(isClose((await rendered(heic('hevc', 'mif1', 'heic', 'hevc'))).at(20, 20), [200, 30, 30, 255])).toBe(true);
  });
});
