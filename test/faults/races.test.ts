import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';

import { Client, uploadPath } from '../harness/http/client.js';
import { DataDir } from '../harness/drive/data-dir.js';
import { distinctJpeg } from '../harness/images/distinct.js';
import { startDrive, type TestDrive } from '../harness/drive/drive.js';
import { cutJpeg, jpeg } from '../harness/images/images.js';
import { Random } from '../harness/images/random.js';
import { settled, untilNone } from '../harness/http/until.js';
import { Race, type Action } from './race.js';

const CLIENTS = 8;
/** How often the eight race, on each kind of picture. */
const ROUNDS = Number(process.env['TEST_RACES'] ?? 500);
/** A new picture after so many, so that what is left of each is seen. */
const ROUNDS_PER_PICTURE = 25;
const ENV = { SHOEBOX_UPKEEP_SECONDS: '1', SHOEBOX_GRACE_SECONDS: '2', SHOEBOX_LOG_LEVEL: 'warn' };
/** An upload is the only way back from a purge, and so comes more often. */
const CHOICES: readonly Action[] = ['upload', 'upload', 'upload', 'delete', 'delete', 'restore', 'purge', 'retry', 'look'];

const random = new Random();
let drive: TestDrive;
let folder: DataDir;
beforeAll(async () => {
  drive = await startDrive({ env: ENV });
  folder = new DataDir(drive.dataDir!);
});
afterAll(() => drive.close());

describe.each([
  ['a good picture', () => jpeg(60, 40), 'ready'],
  // Almost half of its rows are missing.
  ['one that is rejected', () => cutJpeg(60, 160), 'rejected'],
] as const)('%s', (name, make, outcome) => {
  it(`is raced for ${ROUNDS} times by ${CLIENTS} clients`, { timeout: 600_000 }, async () => {
    const owner = await Client.signUp(drive.url);
    const base = await make();
    const counts = new Map<string, number>();
    for (let round = 0; round < ROUNDS; round += ROUNDS_PER_PICTURE) {
      const bytes = distinctJpeg(base);
      const race = new Race(owner, bytes, (await owner.upload(bytes)).id);
      for (let turn = 0; turn < ROUNDS_PER_PICTURE; turn++) {
        await Promise.all(Array.from({ length: CLIENTS }, () => race.act(random.pick(CHOICES))));
        await race.rest();
      }
      for (const [answer, count] of race.counts) counts.set(answer, (counts.get(answer) ?? 0) + count);
      // Left alone, an upload brings it to where it belongs.
      const { id } = (await owner.send('POST', uploadPath({}), { body: bytes })).json<Image>();
      expect((await settled(owner, id)).state).toBe(outcome);
      await owner.send('DELETE', `/api/images/${id}?forever=true`, { status: 204 });
    }
    const told = [...counts].sort().map(([answer, count]) => `${answer}: ${count}`);
    console.log(`races on ${name}: ${ROUNDS} of ${CLIENTS} clients | ${told.join(' | ')} | seed ${random.seed}`);
  });
});

it('afterwards upkeep leaves no object without a row, and no row unfinished', async () => {
  const left = async () => [...folder.rows(), ...(await folder.faults()), ...(await folder.temporary(0))];
  await untilNone(left, 60_000);
  expect(drive.lines.filter((line) => /"level":(50|60)/.test(line))).toEqual([]);
  expect(await drive.stop()).toBe(0);
  expect(await folder.temporary()).toEqual([]);
  expect(folder.integrity()).toEqual(['ok', 'ok']);
});
