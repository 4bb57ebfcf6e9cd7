import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import type { AlbumList } from '#libs/api/album.js';
import type { Image, ImageList, Months, Usage } from '#libs/api/image.js';

import { Cli } from '../harness/commands/cli.js';
import { Client } from '../harness/http/client.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { makeTakeout, type Takeout } from '../harness/images/takeout.js';
import { until } from '../harness/http/until.js';

interface ReportJson {
  found: number;
  counts: Record<string, number>;
  read: number;
  albums: { name: string; pictures: number; made: boolean; added: number }[];
  files: { path: string; outcome: string; why?: string }[];
}

let drive: TestDrive;
let ada: Client;
let cli: Cli;
let folder: string;
let takeout: Takeout;
let madeAt: number;
beforeAll(async () => {
  drive = await openDrive();
  ada = await Client.signUp(drive.url);
  cli = await Cli.loggedIn(ada);
  folder = await mkdtemp(join(tmpdir(), 'shoebox-takeout-'));
  takeout = await makeTakeout(folder);
  madeAt = Date.now();
});
afterAll(async () => {
  await ada.removeAll();
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
/** Hashes of the pictures of each album, in display order. */
async function albums(): Promise<Map<string, string[]>> {
  const { items } = (await ada.get('/api/albums')).json<AlbumList>();
  const held = items.map(
    async ({ id, name }) => [name, (await ada.list({ album: id, limit: 500 })).items.map(({ sha256 }) => sha256)] as const,
  );
  return new Map(await Promise.all(held));
}
const upload = async (...options: string[]) => {
  const { code, out } = await cli.run(['upload', folder, '--json', ...options]);
  return { code, report: JSON.parse(out) as ReportJson };
};

/** In the order of the report: by the paths of their folders. */
const expectedAlbums = () =>
  [...takeout.albums].map(([name, { length: pictures }]) => ({ name, pictures, made: true })).sort((a, b) => (a.name < b.name ? -1 : 1));

it('--dry-run reports what would be uploaded, and sends nothing', async () => {
  const { code, report } = await upload('--dry-run');
  expect(code).toBe(0);
  // Only the drive finds the broken one.
  expect(report.counts).toMatchObject({ uploaded: takeout.pictures.size + takeout.failed, known: 0, twice: takeout.twice });
  expect(report.albums.map(({ name, pictures, made }) => [name, pictures, made])).toEqual(
    expectedAlbums().map(({ name, pictures, made }) => [name, pictures, made]),
  );
  expect(await kept()).toBe(0);
  expect((await albums()).size).toBe(0);
});

it('is uploaded by a command that is killed twice and run again, and the counts are right', { timeout: 400_000 }, async () => {
  for (const enough of [60, 220]) {
    const { process, ended } = cli.start(['upload', folder]);
    await until(async () => ((await kept()) >= enough ? true : null));
    process.kill('SIGKILL');
    expect((await ended).signal).toBe('SIGKILL');
  }
  // Files changed a moment ago are not cached: wait until none is.
  await until(async () => (Date.now() > madeAt + 3_000 ? true : null));
  // Uploads that had arrived before the kill are still being committed.
  let before = -1;
  for (let now = await kept(); now !== before; now = await kept()) before = now;
  const { code, report } = await upload();
  const { pictures, found, twice, sidecar, other, failed } = takeout;
  expect(report.counts['known']).toBeGreaterThanOrEqual(220);
  expect(report.counts['uploaded']! + report.counts['known']!).toBe(pictures.size);
  expect(report).toMatchObject({ found, counts: { twice, sidecar, other, failed, trash: 0, left: 0 } });
  expect(report.albums).toEqual(expectedAlbums().map((album) => ({ ...album, added: album.pictures })));
  expect(new Set(report.files.map(({ path }) => path)).size).toBe(found);
  expect(code).toBe(1);
  const skipped = Object.fromEntries(report.files.map(({ path, outcome, why }) => [path.split('/').at(-1)!, `${outcome}: ${why}`]));
  expect(skipped['broken.jpg']).toMatch(/^failed: .*damaged|^failed: .*picture/i);
  expect(skipped['clip.mp4']).toMatch(/^other: videos are not supported/);
  expect(skipped['empty.jpg']).toMatch(/^other: an empty file/);
});

it('has the dates and names of the sidecars', async () => {
  const images = await all();
  const found = new Map(images.map(({ sha256, name, takenAt }) => [sha256, { name, takenAt }]));
  expect(images).toHaveLength(takeout.pictures.size);
  for (const [sha256, expected] of takeout.pictures) expect(found.get(sha256)).toEqual(expected);
  const dated = images.filter(({ takenAt }) => takenAt !== null);
  for (const { takenAt, sortAt } of dated) expect(sortAt).toBe(takenAt);
  const perMonth = Map.groupBy([...takeout.pictures.values()], ({ takenAt }) => takenAt?.slice(0, 7));
  const { months } = (await ada.get('/api/images/months')).json<Months>();
  const counted = new Map(months.map(({ month, images: many }) => [month, many]));
  for (const [month, { length }] of perMonth) if (month) expect([month, counted.get(month)]).toEqual([month, length]);
});

it('has the albums of the folders, newest first', async () => {
  expect(await albums()).toEqual(takeout.albums);
});

it('a second run reads and sends nothing', async () => {
  const before = await albums();
  const { report } = await upload();
  expect(report).toMatchObject({ read: 0, counts: { uploaded: 0, known: takeout.pictures.size, twice: takeout.twice } });
  expect(report.albums.map(({ made, added }) => [made, added])).toEqual(expectedAlbums().map(() => [false, 0]));
  expect([await kept(), await albums()]).toEqual([takeout.pictures.size, before]);
});
