// The least that makes the same files: one decode to the pixels of the largest, from which all are made, as JPEG of quality 80.
// Told over the channel which files to do; answers with milliseconds, for all of them and until the smallest of each was there.
import { join } from 'node:path';

import sharp from 'sharp';

import { LARGEST, QUALITY, SMALLEST, VARIANT_NAMES, VARIANTS } from '#libs/domain/variants.js';

sharp.concurrency(1);
sharp.cache(false);

process.on('message', ({ files, atOnce, folder }) => void work(files, atOnce, folder).then((done) => process.send(done)));
process.on('disconnect', () => process.exit());
process.send('ready');

async function work(files, atOnce, folder) {
  const firsts = [];
  const started = performance.now();
  let next = 0;
  const lane = async () => {
    while (next < files.length) {
      const n = next++;
      firsts.push(await make(files[n], join(folder, String(n))));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return { ms: performance.now() - started, firsts };
}

function box(side) {
  return { width: side, height: side, fit: 'inside', withoutEnlargement: true };
}

async function make(file, to) {
  const started = performance.now();
  const { data, info } = await sharp(file, { autoOrient: true })
    .resize(box(VARIANTS[LARGEST].longestSide))
    .raw()
    .toBuffer({ resolveWithObject: true });
  const large = () => sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } });
  const write = (picture, size) => picture.jpeg({ quality: QUALITY }).toFile(`${to}-${size}.jpg`);
  let first;
  for (const name of VARIANT_NAMES) {
    await write(name === LARGEST ? large() : large().resize(box(VARIANTS[name].longestSide)), name);
    if (name === SMALLEST) first = performance.now() - started;
  }
  return first;
}
