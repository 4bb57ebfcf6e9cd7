import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { TemporaryFile, without } from './temporary-file.js';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'shoebox-temporary-'))));
afterEach(() => rm(folder, { recursive: true }));

it('has all chunks in their order, is readable by its owner only, and goes', async () => {
  const file = new TemporaryFile(folder);
  const chunks = [400_000, 10, 64 * 1024, 1, 30_000].map((length) => randomBytes(length));
  for (const chunk of chunks) await file.write(chunk);
  await file.close();
  expect((await readFile(file.path)).equals(Buffer.concat(chunks))).toBe(true);
  expect((await stat(file.path)).mode & 0o777).toBe(0o600);
  await file.remove();
  expect(await readdir(folder)).toEqual([]);
});

it('takes chunks during a write, and waits when 256 KiB are not written yet', async () => {
  const file = new TemporaryFile(folder);
  const chunk = randomBytes(64 * 1024);
  expect([1, 2, 3].map(() => file.write(chunk))).toEqual([undefined, undefined, undefined]);
  await expect(file.write(chunk)).resolves.toBeUndefined();
  expect(file.write(chunk)).toBeUndefined();
  await file.close();
  expect((await stat(file.path)).size).toBe(5 * chunk.length);
  await file.remove();
});

it('waits when 1,024 chunks are not written yet, however small', async () => {
  const file = new TemporaryFile(folder);
  const answers = Array.from({ length: 1_024 }, (_, n) => file.write(Buffer.of(n & 255)));
  expect(answers.findIndex((answer) => answer !== undefined)).toBe(1_023);
  await answers.at(-1);
  await file.close();
  expect((await readFile(file.path)).equals(Buffer.from(answers.map((_, n) => n & 255)))).toBe(true);
  await file.remove();
});

it('says at a later write and when it is closed that a write failed', async () => {
  const file = new TemporaryFile(join(folder, 'missing'));
  expect(file.write(Buffer.from('a'))).toBeUndefined();
  await expect(file.close()).rejects.toThrow('ENOENT');
  await expect(file.write(Buffer.from('b'))).rejects.toThrow('ENOENT');
  await file.remove();
});

it('writes what is left when a write took less', () => {
  const left = (bytes: number) => without(['abc', '', 'de'].map(Buffer.from as (text: string) => Buffer), bytes).map(String);
  expect([0, 2, 3, 4, 5].map(left)).toEqual([['abc', '', 'de'], ['c', '', 'de'], ['de'], ['e'], []]);
});
