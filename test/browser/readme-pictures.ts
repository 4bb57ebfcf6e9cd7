import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import sharp from 'sharp';

const INTO = 'docs/images';
/** Pixels between phones that stand side by side. */
const GAP = 40;

const DESK = { photos: 'photos-1280-light', picture: 'picture-1280-dark', uploading: 'uploading-1280-light' };
const PHONES = ['photos-390-light', 'selecting-390-dark', 'picture-390-light'];

/** The pictures of the README, from screenshots on which every picture is drawn: a photo belongs to somebody. */
export async function makeReadmePictures(folder: string): Promise<void> {
  await mkdir(INTO, { recursive: true });
  for (const [name, shot] of Object.entries(DESK)) {
    await sharp(join(folder, `${shot}.png`))
      .resize(1280, 800, { position: 'top' })
      .webp({ quality: 82 })
      .toFile(join(INTO, `${name}.webp`));
  }
  const [width, height] = [390, 844];
  const phones = await Promise.all(
    PHONES.map(async (shot, index) => ({
      input: await sharp(join(folder, `${shot}.png`))
        .resize(width, height, { position: 'top' })
        .toBuffer(),
      left: index * (width + GAP),
      top: 0,
    })),
  );
  await sharp({ create: { width: phones.length * (width + GAP) - GAP, height, channels: 4, background: 'transparent' } })
    .composite(phones)
    .webp({ quality: 82 })
    .toFile(join(INTO, 'phone.webp'));
}
