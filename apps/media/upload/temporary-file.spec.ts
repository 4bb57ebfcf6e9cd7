import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { TemporaryFile } from './temporary-file.js';
import { WriteBuffers } from './write-buffers.js';

it('has all of a chunk that is larger than a buffer, is readable by its owner only, and goes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shoebox-temporary-'));
  const buffers = new WriteBuffers();
  const file = new TemporaryFile(folder, buffers);
  const chunks = [randomBytes(3 * buffers.size + 1), randomBytes(10)];
  for (const chunk of chunks) await file.write(chunk);
  expect((await readFile(file.path)).equals(Buffer.concat(chunks))).toBe(true);
  expect((await stat(file.path)).mode & 0o777).toBe(0o600);
  await file.remove();
  expect(await readdir(folder)).toEqual([]);
  await rm(folder, { recursive: true });
});
