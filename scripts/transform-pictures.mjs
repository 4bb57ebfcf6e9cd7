// Makes the pictures that show what each modifier of an image address does: those that tests compare with (test/fixtures/transforms), and
// those of the documentation (docs/images/transforms). Look at them before they are committed: a test believes them.
import './node-version.mjs';

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import sharp from 'sharp';

// The sources as they are, with their types stripped by Node.
registerHooks({
  resolve(name, context, next) {
    const isSource = context.parentURL?.endsWith('.ts') && /^\.{1,2}\//.test(name);
    if (name.startsWith('#libs/')) return next(new URL(`../${name.slice(1).replace(/\.js$/, '.ts')}`, import.meta.url).href, context);
    return next(isSource ? name.replace(/\.js$/, '.ts') : name, context);
  },
});
const { GOLDENS, goldenFile, goldenPicture, sizeOfGolden } = await import('../test/harness/images/goldens.ts');
const { drawn } = await import('../test/browser/drawn.ts');
/** Which of the landscapes of the README. Drawn first: the decoder takes the loader of vector files away from its process. */
const landscape = await drawn(2);
const { MODIFIERS } = await import('../libs/domain/transform/modifiers.ts');
const { transform } = await import('../libs/imaging/decoder/transform.ts');

/** The longest side of a picture of the documentation, in pixels. */
const SIDE = 168;
/** What is shown for a modifier, where its example would show nothing in so small a picture. */
const SHOWN = {
  SL: 'SL140',
  SX: 'SX120',
  SY: 'SY96',
  SS: 'BGDDE4EE_SS168',
  SR: 'BGDDE4EE_SR168,80',
  SC: 'SC168,80',
  SE: 'SE168,80',
  SCTZZZZZZZ: 'SL56',
  SCMZZZZZZZ: 'SL112',
  SCLZZZZZZZ: 'SL168',
  FP: 'FP50,0_SC168,80',
  CR: 'CR300,300,700,525',
  CRP: 'CRP10,10,50,50',
  PT: 'BGFFF8E0_PT-15',
  BL: 'SL168_BL3',
  SH: 'SL168_SH4',
  BW: 'SL168_BW',
  BO: 'SL152_BO8,200,30,30',
  BG: 'BGF2C14E_SS168',
  QL: 'SL168_QL5',
  KB: 'SL168_KB1',
  DPR: 'SL84_DPR2',
};

const folder = mkdtempSync(join(tmpdir(), 'transform-pictures-'));
try {
  await makeGoldens();
  await makeDocumentation();
} finally {
  rmSync(folder, { recursive: true });
}

async function made(file, type, whole, modifiers, format) {
  const limits = { maxPixels: 100e6, maxJpegPixels: 256e6, maxSide: 20_000 };
  return transform({ kind: 'transform', file, type, limits, modifiers, format, whole, alone: true });
}

async function makeGoldens() {
  const files = new Map();
  for (const isLarge of [false, true]) {
    files.set(isLarge, join(folder, `golden-${isLarge}.png`));
    writeFileSync(files.get(isLarge), await goldenPicture({ isLarge }));
  }
  for (const golden of GOLDENS) {
    const file = files.get(golden.isLarge ?? false);
    const data = await made(file, 'image/png', sizeOfGolden(golden), golden.modifiers, golden.format);
    writeFileSync(goldenFile(golden), await sharp(data).png({ compressionLevel: 9, adaptiveFiltering: true }).toBuffer());
  }
}

async function makeDocumentation() {
  const into = 'docs/images/transforms';
  mkdirSync(into, { recursive: true });
  const file = join(folder, 'landscape.jpg');
  const { width, height } = await sharp(landscape).toFile(file);
  const show = async (name, modifiers, format, side) => {
    const data = await made(file, 'image/jpeg', { width, height }, modifiers, format);
    const picture = sharp(data).resize(side, side, { fit: 'inside', withoutEnlargement: true });
    await picture.webp({ quality: 75, effort: 6 }).toFile(join(into, `${name}.webp`));
  };
  for (const [name, { example }] of Object.entries(MODIFIERS)) {
    await show(name, SHOWN[name] ?? `SL${SIDE}_${example}`, ['QL', 'KB'].includes(name) ? 'jpg' : 'png', SIDE);
  }
  await show('badges', 'PT-90_PE10_PT-90_PE20_PT-90_PE30_PT-90_PE40', 'jpg', 480);
}
