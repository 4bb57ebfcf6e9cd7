import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Transforms } from '#libs/api/transform.js';
import { layout } from '#libs/domain/transform/layout.js';
import { BadTransform, type Format } from '#libs/domain/transform/modifiers.js';
import { randomAddress, randomFrom } from '#libs/domain/transform/random-address.fixture.js';
import { canonicalModifiers, parseTransform } from '#libs/domain/transform/transform.js';
import { bySharp, difference, testPicture } from '#libs/imaging/decoder/transform.fixture.js';

import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { header } from '../harness/http/answer.js';
import { Client } from '../harness/http/client.js';
import { ready, result } from '../harness/http/until.js';
import { distance, goldenPicture, GOLDENS, isGolden } from '../harness/images/goldens.js';
import { Random } from '../harness/images/random.js';

/** How many random addresses of each kind; a drive makes 2,000 new results for a person in a quarter of an hour. */
const RANDOM = Number(process.env['TEST_TRANSFORMS'] ?? 60);
const WHOLE = { width: 480, height: 360 };

let drive: TestDrive;
let ada: Client;
let picture: Buffer;
const ids = { small: '', large: '', random: '' };
beforeAll(async () => {
  drive = await openDrive();
  ada = await Client.shared(drive.url);
  picture = await testPicture(WHOLE);
  const upload = async (bytes: Buffer) => (await ready(ada, (await ada.upload(bytes)).id)).id;
  ids.small = await upload(await goldenPicture());
  ids.large = await upload(await goldenPicture({ isLarge: true }));
  ids.random = await upload(picture);
});
afterAll(() => drive.close());

it('each modifier that the drive lists has a golden', async () => {
  const { modifiers } = (await ada.get('/api/transforms', { status: 200 })).json<Transforms>();
  expect(modifiers.map(({ name }) => name).filter((name) => !GOLDENS.some((golden) => golden.name === name))).toEqual([]);
});

it.each(GOLDENS)('$modifiers as $format gives the pixels of $name', async (golden) => {
  const { bytes, status } = await result(ada, `/i/${golden.isLarge ? ids.large : ids.small}._${golden.modifiers}_.${golden.format}`);
  expect(status).toBe(200);
  expect(await sharp(bytes).metadata()).toMatchObject({ space: 'srgb' });
  expect(await distance(bytes, golden)).toSatisfy(isGolden);
});

describe('the address of Amazon’s that has four badges', () => {
  const modifiers = '._PT-90_PE10_PT-90_PE20_PT-90_PE30_PT-90_PE40_.jpg';

  it('gives the picture four times turned, with a badge in each corner', async () => {
    const moved = await ada.get(`/i/${ids.small}.01${modifiers}`, { status: 301 });
    expect(header(moved, 'location')).toBe(`/i/${ids.small}${modifiers}`);
    const { bytes } = await ada.get(header(moved, 'location'), { status: 200 });
    expect(
      await distance(
        bytes,
        GOLDENS.find(({ name }) => name === 'badges')!,
      ),
    ).toSatisfy(isGolden);
  });
});

describe('random addresses', () => {
  it(`valid ones, ${RANDOM}, give what sharp makes of them, or are refused for this picture`, async () => {
    const { seed } = new Random();
    process.stderr.write(`TEST_SEED=${seed}\n`);
    const random = randomFrom(seed);
    let compared = 0;
    for (let n = 0; n < RANDOM; n++) {
      const { modifiers, extension } = randomAddress(random, { largest: 300 });
      const format = extension === 'auto' ? 'jpg' : (extension as Format);
      const text = `._${modifiers.join('_')}_.${extension}`;
      const answer = await result(ada, `/i/${ids.random}${text}`);
      // What this program, which knows nothing of the drive, finds impossible.
      const asked = understood(() => parseTransform(modifiers.join('_'), format));
      const size = asked && understood(() => layout(asked, WHOLE).result);
      if (!asked || !size) {
        expect(answer.status, text).toBe(400);
        continue;
      }
      expect(answer.status, text).toBe(200);
      const metadata = await sharp(answer.bytes).metadata();
      expect(metadata, text).toMatchObject({ ...size, space: 'srgb' });
      expect([metadata.exif, metadata.icc, metadata.pages ?? 1], text).toEqual([undefined, undefined, 1]);
      compared += await compare(answer.bytes, canonicalModifiers(asked), format, size);
    }
    expect(compared).toBeGreaterThan(RANDOM / 5);
  }, 1_200_000);

  it(`mutated ones, ${RANDOM}, are never an error of the drive`, async () => {
    const chance = new Random();
    process.stderr.write(`TEST_SEED=${chance.seed}\n`);
    const random = randomFrom(chance.seed);
    const characters = [...'_.,-+0123456789ABCDEFGHIKLPRSTXYZabc%/\\ ?#&=;é\u{1F600}'];
    for (let n = 0; n < RANDOM; n++) {
      const { modifiers, extension } = randomAddress(random, { largest: 300 });
      const letters = [...`._${modifiers.join('_')}_.${extension}`];
      for (let change = 0; change < 4; change++) {
        letters.splice(
          Math.floor(random() * letters.length),
          Math.floor(random() * 2),
          characters[Math.floor(random() * characters.length)]!,
        );
      }
      const path = `/i/${ids.random}${random() < 0.5 ? encodeURI(letters.join('')) : encodeURIComponent(letters.join(''))}`;
      const answer = await result(ada, path);
      expect(answer.status, path).toBeLessThan(500);
    }
  }, 1_200_000);
});

/** Null for what can't be. */
function understood<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof BadTransform) return null;
    throw error;
  }
}

/** Compares a result with what sharp makes, if it is large enough to be compared: an edge is much of a small one. Returns how many were. */
async function compare(
  bytes: Buffer,
  modifiers: string,
  format: Format,
  { width, height }: { width: number; height: number },
): Promise<number> {
  const asked = parseTransform(modifiers, format);
  const shortest = Math.min(width, height);
  // A low quality is far from the picture, which is what it is for.
  if (shortest < 40 || (asked.quality ?? 60) < 60 || asked.kilobytes !== null) return 0;
  expect(await difference(bytes, await bySharp(picture, asked)), modifiers).toBeLessThan(4 + 300 / shortest);
  return 1;
}
