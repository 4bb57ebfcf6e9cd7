import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { isJsonName, readJsonFile, writeJsonFile } from './json-file.js';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoebox-json-'));
  path = join(folder, 'a.json');
});
afterEach(() => rm(folder, { recursive: true }));

const read = async (maxBytes = 100) => readJsonFile({ path, bytes: (await stat(path)).size }, maxBytes);

it.each([
  ['a.json', true],
  ['IMG.JPG.JSON', true],
  ['a.jsonl', false],
  ['json', false],
])('%s is a JSON name: %j', (name, is) => expect(isJsonName(name)).toBe(is));

it('replaces an existing file and leaves no temporary file', async () => {
  await writeFile(path, 'before');
  await writeJsonFile(path, { a: [1] });
  expect(await readFile(path, 'utf8')).toBe('{\n  "a": [\n    1\n  ]\n}\n');
  expect(await readdir(folder)).toEqual(['a.json']);
  expect(await read()).toEqual({ a: [1] });
});

it('returns undefined for a file that is too large, not JSON, or missing', async () => {
  await writeFile(path, '[1]');
  expect([await read(3), await read(2)]).toEqual([[1], undefined]);
  await writeFile(path, '[1');
  expect(await read()).toBeUndefined();
  expect(await readJsonFile({ path: join(folder, 'b.json'), bytes: 1 }, 100)).toBeUndefined();
});
