import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { DataDir } from '../harness/drive/data-dir.js';
import { untilNone } from '../harness/http/until.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'shoebox-data-dir-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Folders made and removed again; a look at them is under way at the same time. */
const REMOVALS = 1_000;

it('a folder that maintenance removes during a look at the objects is no object, and no failure of the look', async () => {
  await mkdir(join(root, 'objects', 'ada', 'kept', '1-1'), { recursive: true });
  await writeFile(join(root, 'objects', 'ada', 'kept', '1-1', 's'), 'x');
  const churn = async () => {
    for (let n = 0; n < REMOVALS; n++) {
      const image = join(root, 'objects', 'ada', `id${n % 10}`);
      await mkdir(join(image, '1-2'), { recursive: true });
      await writeFile(join(image, '1-2', 's'), 'x');
      await rm(image, { recursive: true });
    }
  };
  let ended = false;
  const churning = churn().finally(() => (ended = true));
  const folder = new DataDir(root);
  const seen = new Set<string>();
  while (!ended) for (const key of await folder.objects()) seen.add(key);
  await churning;
  expect(seen).toContain('ada/kept/1-1/s');
  expect(await folder.objects()).toEqual(['ada/kept/1-1/s']);
});

it('a look that fails says so, and not what another look finds a moment later', async () => {
  const looks = [() => Promise.reject(new Error('the folder vanished')), () => Promise.resolve(['too young'])];
  await expect(untilNone(() => looks.shift()!(), 60_000)).rejects.toThrow('the folder vanished');
});

it('what is left when the time is up is named', async () => {
  const looks: string[][] = [['one', 'two'], ['two']];
  const look = () => Promise.resolve(looks.length > 1 ? looks.shift()! : looks[0]!);
  await expect(untilNone(look, 10, () => 'the last lines')).rejects.toThrow(/still there after 10 ms: \[\s*"two"\s*\]\nthe last lines/);
});
