import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { SNIFF_BYTES, sniff } from '#libs/domain/image-types.js';
import { ChildDecoder } from '#libs/imaging/decoder/child-decoder.js';
import { DecoderFailed, DecoderGone, ImageError } from '#libs/imaging/image-error.js';

/** Any folder of pictures: TEST_PICTURES=FOLDER npm test -- --project unit test/pictures/folder */
const FOLDER = process.env['TEST_PICTURES'] ?? '';
/** Files that are named for each reason. */
const NAMED = 3;

let folder: string;
let decoder: ChildDecoder;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shoebox-pictures-'));
  decoder = new ChildDecoder({
    children: 2,
    maxPixels: 100e6,
    maxJpegPixels: 256e6,
    maxSide: 20_000,
    format: 'jpeg',
    onExit: () => undefined,
  });
});
afterAll(async () => {
  await decoder.close();
  rmSync(folder, { recursive: true });
});

/** Why a file is refused, or null when its sizes are made. */
async function refusal(file: string): Promise<string | null> {
  const type = sniff(readFileSync(file).subarray(0, SNIFF_BYTES));
  if (!type) return 'no kind of picture that is known';
  const outDir = join(folder, 'sizes');
  mkdirSync(outDir);
  try {
    await decoder.readHeader(file, type);
    await decoder.render(file, type, outDir, () => Promise.resolve());
    return null;
  } catch (error) {
    if (error instanceof ImageError || error instanceof DecoderFailed || error instanceof DecoderGone) return error.message;
    throw error;
  } finally {
    rmSync(outDir, { recursive: true });
  }
}

it(`lists what is refused of ${FOLDER}`, { timeout: 86_400_000 }, async () => {
  const refused = new Map<string, string[]>();
  let [files, ready] = [0, 0];
  for await (const entry of glob('**/*', { cwd: FOLDER, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    files++;
    const path = join(entry.parentPath, entry.name);
    const reason = await refusal(path);
    if (reason === null) ready++;
    else refused.set(`${extname(path)}: ${reason}`, [...(refused.get(`${extname(path)}: ${reason}`) ?? []), path]);
  }
  const rows = [...refused].sort(([, one], [, other]) => other.length - one.length);
  const lines = rows.map(([reason, paths]) => `${String(paths.length).padStart(6)}  ${reason} (${paths.slice(0, NAMED).join(', ')})`);
  // oxlint-disable-next-line no-console
  console.log([`${files} files, ${ready} ready, refused:`, ...lines].join('\n'));
  expect(files).toBeGreaterThan(0);
});
