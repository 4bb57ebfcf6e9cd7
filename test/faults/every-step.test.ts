import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';

import { Client, uploadPath } from '../harness/http/client.js';
import { DataDir } from '../harness/drive/data-dir.js';
import { distinctJpeg } from '../harness/images/distinct.js';
import { DriveGroup } from '../harness/drive/drive-group.js';
import { jpeg } from '../harness/images/images.js';
import { Random } from '../harness/images/random.js';
import { ready, until, untilNone } from '../harness/http/until.js';
import { judge, noFindings } from './checker.js';
import { Ledger, type Entry } from './ledger.js';
import { preload } from './points.js';
import { isLost } from './site.js';

/** Each run tries one of so many steps, beginning anywhere; 1 tries every one, which takes minutes. */
const STRIDE = Number(process.env['TEST_STRIDE'] ?? 8);
/** Fewer would mean that steps are not seen any more. */
const AT_LEAST = 30;
/** Once at the start, and not again within a test. */
const ENV = { SHOEBOX_UPKEEP_SECONDS: '3600' };
const HOOK = preload('die-at');

const random = new Random();
let folder: DataDir;
let drive: DriveGroup;
let account: Client;
beforeAll(async () => {
  folder = new DataDir(await mkdtemp(join(tmpdir(), 'shoebox-steps-')));
});
afterAll(async () => {
  await drive.kill();
  await rm(folder.path, { recursive: true });
});

/** Null when it died before it was ready. */
async function start(env: Record<string, string>): Promise<string | null> {
  drive = new DriveGroup({ dataDir: folder.path, env: { ...ENV, ...env }, nodeOptions: [`--import=${HOOK}`] });
  return drive.url;
}

async function upload(client: Client, entry: Entry, status: number[]): Promise<Image> {
  const answer = await client.ask('POST', uploadPath({}), { body: entry.bytes });
  expect(status, answer.text).toContain(answer.status);
  const image = answer.json<Image>();
  if (entry.id !== null) expect(image.id).toBe(entry.id);
  Object.assign(entry, { id: image.id, ackAt: entry.ackAt ?? Date.now() });
  return image;
}

async function leave(client: Client, entry: Entry, wish: 'trash' | 'gone', status: number[]): Promise<void> {
  const answer = await client.ask('DELETE', `/api/images/${entry.id}${wish === 'gone' ? '?forever=true' : ''}`);
  expect(status, answer.text).toContain(answer.status);
  entry.wish = wish;
}

/** The whole way of a picture, there and back and to its end. `entry.left` says whether it was last sent away. */
async function wayOfAPicture(client: Client, entry: Entry): Promise<void> {
  await ready(client, (await upload(client, entry, [201])).id);
  entry.left = true;
  await leave(client, entry, 'trash', [204]);
  entry.left = false;
  await upload(client, entry, [200]);
  entry.wish = 'library';
  entry.left = true;
  await leave(client, entry, 'gone', [204]);
}

it('killed before any step of the way of a picture, the drive knows on from there', { timeout: 900_000 }, async () => {
  const base = await jpeg(300, 200);
  const ledger = new Ledger();
  const live = async (url: string) => {
    await wayOfAPicture(new Client(url, account.token, account.user), ledger.add(distinctJpeg(base)));
  };

  // Once to the end, to see how many steps there are.
  const first = (await start({}))!;
  account = await Client.signUp(first);
  await live(first);
  expect(await drive.stop()).toBe(0);
  const steps = Number(/^steps (\d+)$/m.exec(drive.lines.join('\n'))?.[1]);
  expect(steps).toBeGreaterThan(AT_LEAST);

  let deaths = 0;
  for (let step = random.int(1, STRIDE); step <= steps; step += STRIDE) {
    const url = await start({ DIE_AT: String(step) });
    const died =
      url === null ||
      (await live(url).then(
        () => false,
        (error: unknown) => isLost(error) || Promise.reject(error as Error),
      ));
    if (died) deaths++;
    else await drive.kill();
    await drive.end();
  }

  const lastStart = Date.now();
  const last = (await start({ SHOEBOX_UPKEEP_SECONDS: '1', SHOEBOX_GRACE_SECONDS: '2' }))!;
  const client = new Client(last, account.token, account.user);
  for (const entry of ledger.all) {
    // What was not answered is sent again, as people do.
    if (entry.left && entry.wish !== 'gone') await leave(client, entry, 'gone', [204, 404]);
    else if (entry.ackAt === null || entry.wish === 'trash') await upload(client, entry, entry.ackAt === null ? [200, 201] : [200]);
    if (!entry.left) entry.wish = 'library';
  }
  await until(async () => ((await client.list({ state: 'processing', limit: 1 })).items.length === 0 ? true : null));
  const verdict = await judge(client, ledger);
  console.log(
    `steps ${steps}, killed before ${deaths} of them | lost ${verdict.lost.length} | doubled ${verdict.doubled.length} | seed ${random.seed}`,
  );
  expect(deaths).toBeGreaterThan(0);
  expect(verdict).toEqual(noFindings());
  expect(folder.rows().filter(({ state, blame }) => state === 'rejected' || blame > 0)).toEqual([]);
  const tidy = async () => [...(await folder.faults()), ...(await folder.temporary(lastStart))];
  await untilNone(tidy, 60_000, () => drive.lines.slice(-50).join('\n'));
  expect(await drive.stop()).toBe(0);
  expect(await folder.temporary()).toEqual([]);
  expect(folder.integrity()).toEqual(['ok', 'ok']);
});
