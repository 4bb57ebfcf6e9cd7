import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { watchFolders } from './watch-folders.js';

it('reports what came before it watched, then each change, until it is stopped', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shoebox-watch-'));
  const stop = new AbortController();
  const calls = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let count = 0;
  const watching = watchFolders([folder], stop.signal, async () => calls[count++]?.resolve());
  await calls[0]!.promise;
  await writeFile(join(folder, 'IMG.jpg'), 'bytes');
  await calls[1]!.promise;
  stop.abort();
  await watching;
  expect(count).toBeGreaterThanOrEqual(2);
  await rm(folder, { recursive: true });
});
