import { createHash } from 'node:crypto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import sharp from 'sharp';

/** What each modifier of an image address makes (scripts/transform-pictures.mjs). */
const PICTURES = 'docs/images/transforms/*.webp';

/** Writes the pictures of the API page to a folder, with a hash in their names, and `transforms.json` with these names. */
export async function showTransforms(folder) {
  const shown = {};
  for (const path of globSync(PICTURES).sort()) {
    const bytes = readFileSync(path);
    const name = basename(path, '.webp');
    const file = `transform-${name}-${createHash('sha256').update(bytes).digest('base64url').slice(0, 8)}.webp`;
    const { width, height } = await sharp(bytes).metadata();
    writeFileSync(join(folder, file), bytes);
    shown[name] = { file, width, height };
  }
  writeFileSync(join(folder, 'transforms.json'), JSON.stringify(shown));
}
