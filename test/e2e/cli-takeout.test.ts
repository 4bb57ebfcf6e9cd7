import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Image, ImageList, Usage } from '#libs/contract/image.js';

import { Cli } from '../harness/cli.js';
import { Client } from '../harness/client.js';
import { openDrive, type TestDrive } from '../harness/drive.js';
import { makeTakeout, type Takeout } from '../harness/takeout.js';
import { until } from '../harness/until.js';

interface Told {
  found: number;
  counts: Record<string, number>;
  files: { path: string; outcome: string; why?: string }[];
}

let drive: TestDrive;
let ada: Client;
let cli: Cli;
let folder: string;
let takeout: Takeout;
beforeAll(async () => {
  drive = await openDrive();
  ada = await Client.signUp(drive.url);
  cli = await Cli.loggedIn(ada);
  folder = await mkdtemp(join(tmpdir(), 'shoebox-takeout-'));
  takeout = await makeTakeout(folder);
});
afterAll(async () => {
  await drive.close();
  await cli.close();
  await rm(folder, { recursive: true });
});

const kept = async () => (await ada.get('/api/usage')).json<Usage>().images;
async function all(): Promise<Image[]> {
  const images: Image[] = [];
  for (let next: string | null | undefined; next !== null;) {
    const page: ImageList = await ada.list({ limit: 500, order: 'taken', ...(next && { before: next }) });
    images.push(...page.items);
    next = page.next;
  }
  return images;
}
const upload = async (...options: string[]) => {
  const { code, out } = await cli.run(['upload', folder, '--json', ...options]);
  return { code, told: JSON.parse(out) as Told };
};

it('says beforehand what would go in, and sends nothing', async () => {
  const { code, told } = await upload('--dry-run');
  expect(code).toBe(0);
  // Only the drive can find out that one is broken.
  expect(told.counts).toMatchObject({ uploaded: takeout.pictures.size + takeout.failed, known: 0, twice: takeout.twice });
  expect(await kept()).toBe(0);
});

it('goes in by a command that is killed twice and called again; its counts are the truth', { timeout: 400_000 }, async () => {
  for (const enough of [60, 220]) {
    const { process, ended } = cli.start(['upload', folder]);
    await until(async () => ((await kept()) >= enough ? true : null));
    process.kill('SIGKILL');
    expect((await ended).signal).toBe('SIGKILL');
  }
  // What had arrived as the command died is still being kept.
  let before = -1;
  for (let now = await kept(); now !== before; now = await kept()) before = now;
  const { code, told } = await upload();
  const { pictures, found, twice, sidecar, other, failed } = takeout;
  expect(told.counts['known']).toBeGreaterThanOrEqual(220);
  expect(told.counts['uploaded']! + told.counts['known']!).toBe(pictures.size);
  expect(told).toMatchObject({ found, counts: { twice, sidecar, other, failed, trash: 0, left: 0 } });
  expect(new Set(told.files.map(({ path }) => path)).size).toBe(found);
  expect(code).toBe(1);
  const skipped = Object.fromEntries(told.files.map(({ path, outcome, why }) => [path.split('/').at(-1)!, `${outcome}: ${why}`]));
  expect(skipped['broken.jpg']).toMatch(/^failed: .*damaged|^failed: .*picture/i);
  expect(skipped['clip.mp4']).toMatch(/^other: a film/);
  expect(skipped['empty.jpg']).toMatch(/^other: an empty file/);
});

it('stands on the days that the JSON files say, under its names', async () => {
  const images = await all();
  const found = new Map(images.map(({ sha256, name, takenAt }) => [sha256, { name, takenAt }]));
  expect(images).toHaveLength(takeout.pictures.size);
  for (const [sha256, expected] of takeout.pictures) expect(found.get(sha256)).toEqual(expected);
  const dated = images.filter(({ takenAt }) => takenAt !== null);
  for (const { takenAt, sortAt } of dated) expect(sortAt).toBe(takenAt);
});

it('costs nothing when it is called again', async () => {
  const { told } = await upload();
  expect(told.counts).toMatchObject({ uploaded: 0, known: takeout.pictures.size, twice: takeout.twice });
  expect(await kept()).toBe(takeout.pictures.size);
});
