import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import sharp from 'sharp';

/** The source of all icons, on a grid of 32. */
const DRAWING = 'apps/gateway/client/favicon.svg';
const GROUND = '#faf8f5';

/**
 * Size in pixels, and the share of it for the drawing. Systems crop a maskable icon to their own shape, of which the middle 80 % are safe.
 * iOS shows transparent icons on black.
 */
const ICONS = {
  small: { size: 192, share: 1, ground: 'transparent' },
  large: { size: 512, share: 1, ground: 'transparent' },
  maskable: { size: 512, share: 0.56, ground: GROUND },
  apple: { size: 180, share: 0.68, ground: GROUND },
};

/** Writes the icons of the installed app to a folder, with a hash in their names, and `icons.json` with these names. */
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
