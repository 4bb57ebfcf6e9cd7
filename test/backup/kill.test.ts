import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { startDrive, type TestDrive } from '../harness/drive/drive.js';
import { Client } from '../harness/http/client.js';
import { Random } from '../harness/images/random.js';
import { everythingOf, furnish, run, uploadOne } from './backup-suite.js';

const PICTURES = 30;
/** `TEST_BACKUP_KILLS=20` is the full form. */
const KILLS = Number(process.env['TEST_BACKUP_KILLS'] ?? 8);
/** Uploaded before each kill, so that there is something to copy. */
const NEW = 5;

let folder: string;
let drive: TestDrive;
let ada: Client;
const place = (name: string) => join(folder, name);
const backup = (killAfter?: number) =>
  run('backup', [place('backup'), '--drive', place('drive'), '--keep-last', '2'], killAfter === undefined ? {} : { killAfter });
const restore = (...args: string[]) => run('restore', ['--from', place('backup'), ...args]);
/** The times of the backups, oldest first. */
const listed = async () =>
  (await restore('--list')).said
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(' ')[0]!);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoebox-backup-kill-'));
  drive = await startDrive({ dataDir: place('drive') });
  ada = await Client.signUp(drive.url, 'ada@example.org');
  const ids: string[] = [];
  for (let n = 0; n < PICTURES; n++) ids.push((await uploadOne(ada, `${n}.png`)).id);
  await furnish(ada, ids);
});
afterAll(async () => {
  await drive.close();
  await rm(folder, { recursive: true, force: true });
});

it(
  `killed at ${KILLS} random moments, a backup leaves those before it whole, and the next one completes`,
  { timeout: 600_000 },
  async () => {
    const random = new Random();
    expect(await backup()).toMatchObject({ code: 0 });
    let [runs, killed, whole] = [0, 0, 0];
    for (; killed < KILLS && runs < 3 * KILLS; runs++) {
      const before = await everythingOf(ada);
      const latest = (await listed()).at(-1)!;
      for (let each = 0; each < NEW; each++) await uploadOne(ada, `new ${runs} ${each}.png`);
      // The first part of a run is the start of Node. A run that ended before it was killed does not count.
      if (runs > 0) killed += (await backup(random.int(Math.floor(whole / 5), Math.ceil(whole)))).code === null ? 1 : 0;
      expect(await listed(), `seed ${random.seed}, run ${runs}`).toContain(latest);
      expect(await restore('--verify'), `seed ${random.seed}, run ${runs}`).toMatchObject({ code: 0 });
      if (runs % 5 === 1) {
        expect(await restore('--at', latest, '--to', place(`restored-${runs}`))).toMatchObject({ code: 0 });
        const again = await startDrive({ dataDir: place(`restored-${runs}`) });
        const after = await everythingOf(new Client(again.url, ada.token));
        expect(after.images).toMatchObject(before.images as object);
        await again.close();
      }
      const startedAt = performance.now();
      expect(await backup(), `seed ${random.seed}, run ${runs}`).toMatchObject({ code: 0 });
      whole = performance.now() - startedAt;
      expect((await listed()).length).toBeLessThanOrEqual(2);
    }
    expect(killed).toBe(KILLS);
    // oxlint-disable-next-line no-console
    console.log(`backups: ${runs} runs, ${killed} of them killed | seed ${random.seed}`);
  },
);

it('a restore that was killed is continued by the next one', { timeout: 300_000 }, async () => {
  const random = new Random();
  const before = await everythingOf(ada);
  expect(await backup()).toMatchObject({ code: 0 });
  const args = ['--from', place('backup'), '--to', place('again')];
  let killed = 0;
  for (let n = 0; n < 5; n++) killed += (await run('restore', args, { killAfter: random.int(200, 900) })).code === null ? 1 : 0;
  const { code, said } = await run('restore', args);
  // It may have ended before it was killed.
  expect([[code, killed], said]).toEqual([killed === 5 ? [0, 5] : [1, killed], expect.stringMatching(/pictures \d+|already contains/)]);
  const again = await startDrive({ dataDir: place('again') });
  expect((await everythingOf(new Client(again.url, ada.token))).images).toEqual(before.images);
  await again.close();
});
