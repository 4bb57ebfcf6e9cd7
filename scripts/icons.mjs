import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import sharp from 'sharp';

/** The drawing that all icons are made from, on a grid of 32. */
const DRAWING = 'apps/gateway/client/favicon.svg';
const GROUND = '#faf8f5';

/**
 * By what they are for: pixels on a side, and the share of them that the drawing takes. Systems cut a maskable one to their own shape, of
 * which only the middle 80 % are safe; iOS lays one without a ground on black.
 */
const ICONS = {
  small: { size: 192, share: 1, ground: 'transparent' },
  large: { size: 512, share: 1, ground: 'transparent' },
  maskable: { size: 512, share: 0.56, ground: GROUND },
  apple: { size: 180, share: 0.68, ground: GROUND },
};

/** Draws the icons of the installed app into a folder, under names with a hash, and `icons.json`, which tells the names. */
export async function makeIcons(folder) {
  const drawing = await readFile(DRAWING);
  const made = await Promise.all(
    Object.entries(ICONS).map(async ([name, { size, share, ground }]) => {
      const inner = Math.round(size * share);
      const picture = await sharp(drawing, { density: (72 * inner) / 32 })
        .resize(inner, inner)
        .png()
        .toBuffer();
      const icon = await sharp({ create: { width: size, height: size, channels: 4, background: ground } })
        .composite([{ input: picture }])
        .png({ compressionLevel: 9, palette: true })
        .toBuffer();
      const file = `icon-${name}-${createHash('sha256').update(icon).digest('base64url').slice(0, 8)}.png`;
      await writeFile(join(folder, file), icon);
      return [name, { file, size }];
    }),
  );
  await writeFile(join(folder, 'icons.json'), JSON.stringify(Object.fromEntries(made)));
}
