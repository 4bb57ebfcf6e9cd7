import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { isStale, markBuilt } from './stale.mjs';

let folder: string;
let mark: string;
let source: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shoebox-stale-'));
  [mark, source] = [join(folder, '.built'), join(folder, 'source.ts')];
});
afterAll(() => rmSync(folder, { recursive: true }));

it('a build is stale when there was none, and when a source was saved after it began', () => {
  writeFileSync(source, '');
  expect(isStale(mark, [source])).toBe(true);
  const begun = Date.now() - 10_000;
  utimesSync(source, begun / 1000 - 1, begun / 1000 - 1);
  markBuilt(mark, begun);
  expect(isStale(mark, [source])).toBe(false);
  // Saved while the build ran, which may have read it before.
  utimesSync(source, begun / 1000 + 1, begun / 1000 + 1);
  markBuilt(mark, begun);
  expect(isStale(mark, [source])).toBe(true);
});
