import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { createLogger } from '#libs/http/log.js';
import { markInFlight } from '#libs/domain/drive/in-flight.js';

import { sweepTmpDir } from './sweep-tmp-dir.js';

const HOUR = 3600;
let tmpDir: string;
beforeEach(async () => {
  tmpDir = await mkdtemp(join(tmpdir(), 'shoebox-sweep-'));
});
afterEach(async () => rm(tmpDir, { recursive: true }));

/** A file that was touched so many seconds ago. */
async function leave(name: string, seconds: number): Promise<string> {
  const path = join(tmpDir, name);
  await writeFile(path, '');
  const at = new Date(Date.now() - seconds * 1000);
  await utimes(path, at, at);
  return path;
}

it('removes at once what is old, and nothing that is young, in use or somebody else’s, whoever shares the folder', async () => {
  await leave('shoebox-upload-old', 2 * HOUR);
  await leave('shoebox-upload-young', HOUR / 2);
  await leave('notes.txt', 2 * HOUR);
  const letGo = markInFlight(await leave('shoebox-variants-slow', 2 * HOUR));
  const stop = sweepTmpDir({ tmpDir, graceSeconds: HOUR, upkeepSeconds: 30 }, createLogger('silent'));
  await stop();
  expect((await readdir(tmpDir)).toSorted()).toEqual(['notes.txt', 'shoebox-upload-young', 'shoebox-variants-slow']);
  letGo();
});

it('lives on when the folder can not be read', async () => {
  const folder = join(tmpDir, 'gone');
  await sweepTmpDir({ tmpDir: folder, graceSeconds: HOUR, upkeepSeconds: 30 }, createLogger('silent'))();
});
