import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { CHILD_PREFIX, removeChildFolder, removeTemporaryFiles, UPLOAD_PREFIX } from './temporary-files.js';

let folder: string;
let outside: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'temporary-'));
  outside = join(folder, 'outside');
  mkdirSync(outside);
  writeFileSync(join(outside, 'original'), 'a picture');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The folder of a child that leaves files and links, and one with a folder in which something lies. */
function leave(): string[] {
  const [usual, nested] = ['a', 'b'].map((name) => join(folder, CHILD_PREFIX + name)) as [string, string];
  for (const child of [usual, nested]) {
    mkdirSync(child);
    writeFileSync(join(child, 'original-1'), 'x');
    symlinkSync(outside, join(child, 'link'));
    mkdirSync(join(child, 'empty'));
  }
  mkdirSync(join(nested, 'deep'));
  writeFileSync(join(nested, 'deep', 'file'), 'x');
  return [usual, nested];
}

it('the folder of a child goes with its files and links; nothing beyond is touched', async () => {
  const [usual, nested] = leave() as [string, string];
  await removeChildFolder(usual);
  await removeChildFolder(nested);
  // Whoever wrote it may put a link there at any moment.
  expect([existsSync(usual), readdirSync(nested), readdirSync(join(nested, 'deep'))]).toEqual([false, ['deep'], ['file']]);
  expect(readdirSync(outside)).toEqual(['original']);
  await removeChildFolder(join(folder, 'missing'));
});

it('what is old goes, folders of children as well, and nothing else', async () => {
  const [usual] = leave() as [string];
  for (const name of [`${UPLOAD_PREFIX}old`, `${UPLOAD_PREFIX}new`, 'notes']) writeFileSync(join(folder, name), 'x');
  const old = new Date('2020-01-01');
  for (const name of [usual, join(folder, `${UPLOAD_PREFIX}old`), join(folder, 'notes')]) utimesSync(name, old, old);
  expect(await removeTemporaryFiles(folder, new Date('2021-01-01'))).toBe(2);
  expect(readdirSync(folder).sort()).toEqual(['notes', 'outside', `${CHILD_PREFIX}b`, `${UPLOAD_PREFIX}new`].sort());
});
