import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { isStale, markBuilt } from './stale.mjs';

let folder: string;
let built: string;
let source: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shoebox-stale-'));
  [built, source] = [join(folder, '.built'), join(folder, 'source.ts')];
});
afterAll(() => rmSync(folder, { recursive: true }));

it('a build is stale when there was none, and when a source was saved after it began', () => {
  writeFileSync(source, '');
  expect(isStale(built, [source])).toBe(true);
  const begun = Date.now() - 10_000;
  utimesSync(source, begun / 1000 - 1, begun / 1000 - 1);
  markBuilt(built, begun);
  expect(isStale(built, [source])).toBe(false);
  // Saved while the build ran, which may have read it before.
  utimesSync(source, begun / 1000 + 1, begun / 1000 + 1);
  markBuilt(built, begun);
  expect(isStale(built, [source])).toBe(true);
});
