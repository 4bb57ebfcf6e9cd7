import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { Client } from '../harness/http/client.js';
import { DataDir } from '../harness/drive/data-dir.js';
import { DriveGroup } from '../harness/drive/drive-group.js';
import { Random } from '../harness/images/random.js';
import { until, untilNone } from '../harness/http/until.js';
import { everything, judge, merge, noFindings } from './checker.js';
import { gallery } from './gallery.js';
import { Ledger } from './ledger.js';
import { orderOf } from './order.js';
import { Reader } from './reader.js';
import { Site } from './site.js';
import { Uploader } from './uploader.js';

/** How often the drive is killed; faults.test.ts kills it in all other ways. */
const KILLS = Number(process.env['TEST_KILLS'] ?? 15);
const ACCOUNTS = 2;
const UPLOADERS = 4;
/** Upkeep runs all the time, beside everything else. */
const ENV = { SHOEBOX_UPKEEP_SECONDS: '1' };

let folder: DataDir;
let drive: DriveGroup;
const random = new Random();
const site = new Site();
const crashes: string[] = [];

beforeAll(async () => {
  folder = new DataDir(await mkdtemp(join(tmpdir(), 'shoebox-kill-')));
});
afterAll(async () => {
  await drive.kill();
  await rm(folder.path, { recursive: true });
});

async function start(env: Record<string, string> = {}): Promise<string> {
  drive = new DriveGroup({ dataDir: folder.path, env: { ...ENV, ...env } });
  const url = await drive.url;
  if (!url) throw new Error(`the drive did not start:\n${drive.lines.join('\n')}`);
  return url;
}

/** One life of the drive: it ends while it starts, as soon as it is there, or in the midst of work, however slow the machine is. */
async function liveAndDie(): Promise<void> {
  const way = random.pick(['starting', 'ready', 'working', 'working', 'working'] as const);
  if (way === 'starting') {
    drive = new DriveGroup({ dataDir: folder.path, env: ENV });
    await wait(random.int(0, 500));
  } else {
    site.open(await start());
    if (way === 'working') await site.answers(random.int(1, 20));
    await wait(random.int(0, 1000));
  }
  if (drive.crashed) crashes.push(...drive.lines);
  site.shut();
  await drive.kill();
}

it(`killed ${KILLS} times during uploads, the drive keeps what it acknowledged, whole and once`, { timeout: 900_000 }, async () => {
  const picture = await gallery();
  const url = await start();
  const accounts = await Promise.all(
    Array.from({ length: ACCOUNTS }, async () => ({ client: await Client.signUp(url), ledger: new Ledger() })),
  );
  const readers = accounts.map(({ client, ledger }) => new Reader(site, client, ledger, random.fork()));
  const uploaders = accounts.flatMap(({ client, ledger }) =>
    Array.from({ length: UPLOADERS }, () => new Uploader(site, client, ledger, random.fork(), { picture, pauseMs: 200 })),
  );
  const working = Promise.all([...readers, ...uploaders].map((somebody) => somebody.work()));
  let failed = false;
  working.catch(() => (failed = true));
  site.open(url);
  await site.answers(random.int(1, 20));
  site.shut();
  await drive.kill();
  for (let kill = 2; kill <= KILLS && !failed; kill++) await liveAndDie();

  // What is young on purpose is let go of soon, so that upkeep can be held to its word.
  const lastStart = new Date();
  const unfinished = new Set(folder.rows().flatMap(({ id, state }) => (state === 'processing' ? [id] : [])));
  // One at a time, so that the order in which they begin is the order of the queue.
  const last = await start({ SHOEBOX_GRACE_SECONDS: '3', SHOEBOX_WORKER_CONCURRENCY: '1' });
  site.open(last);
  site.close();
  await working;
  const clients = accounts.map(({ client, ledger }) => ({ client: client.at(last), ledger }));
  for (const { client } of clients) {
    await until(async () => ((await client.list({ state: 'processing', limit: 1 })).items.length === 0 ? true : null));
  }
  const recovered = Date.now() - lastStart.getTime();

  const verdict = merge(await Promise.all(clients.map(({ client, ledger }) => judge(client, ledger))));
  const images = (await Promise.all(clients.map(({ client }) => everything(client, false)))).flat();
  const { longestPause, outOfOrder } = orderOf(images, unfinished, lastStart, (time) => site.alive(time));
  const acked = accounts.reduce((sum, { ledger }) => sum + ledger.acked.length, 0);
  const looks = readers.reduce((sum, reader) => sum + reader.looks, 0);
  console.log(
    `faults ${KILLS} | acked ${acked} | lost ${verdict.lost.length} | doubled ${verdict.doubled.length} | read meanwhile ${looks} | ` +
      `unfinished at the last start ${unfinished.size}, all ready after ${recovered} ms | longest pause ${longestPause} ms | seed ${random.seed}`,
  );
  expect(crashes, 'it ended by itself').toEqual([]);
  expect(verdict).toEqual(noFindings());
  expect(readers.flatMap(({ torn }) => torn)).toEqual([]);
  expect(uploaders.flatMap(({ wrong }) => wrong)).toEqual([]);
  expect(images.filter(({ state }) => state !== 'ready').map(({ id, reason }) => [id, reason])).toEqual([]);
  expect(outOfOrder).toEqual([]);
  expect(longestPause).toBeLessThan(60_000);
  expect(folder.rows().filter(({ blame }) => blame > 0)).toEqual([]);

  // Rows and objects may belong together only once upkeep has seen what the last kill left grow old.
  const tidy = async () => [...(await folder.faults()), ...(await folder.temporary(lastStart.getTime()))];
  await untilNone(tidy, 60_000);
  expect(await drive.stop()).toBe(0);
  expect([...(await tidy()), ...(await folder.temporary())]).toEqual([]);
  expect(folder.integrity()).toEqual(['ok', 'ok']);
});
