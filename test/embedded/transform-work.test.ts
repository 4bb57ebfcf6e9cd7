import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { ShareWithImages } from '#libs/api/share.js';

import { startDrive, type TestDrive } from '../harness/drive/drive.js';
import { Client } from '../harness/http/client.js';
import { ready, until } from '../harness/http/until.js';
import { jpeg, noise } from '../harness/images/images.js';

/** Different addresses of one share. With 10,000 most are refused: visitors have 2,000 new results in a quarter of an hour. */
const ADDRESSES = Number(process.env['TEST_ADDRESSES'] ?? 300);
/** Presets and formats: the addresses that each picture of a share has. */
const SIZES = Array.from({ length: 25 }, (_, n) => 8 + n);
const FORMATS = ['jpg', 'webp', 'png', 'avif'];
const LIMIT = 2_000;
const CACHE_BYTES = 50_000;
const VISITORS = 16;

let folder: string;
let drive: TestDrive;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoebox-transforms-'));
});
afterEach(async () => {
  await drive?.stop('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

async function start(env: Record<string, string> = {}): Promise<void> {
  drive = await startDrive({ dataDir: join(folder, 'data'), env });
}

/** The results that lie in the store, with their bytes. */
async function results(): Promise<{ path: string; bytes: number }[]> {
  const at = join(folder, 'data/objects/transforms');
  const names = await readdir(at, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  // One that the full cache removed meanwhile is no result.
  const sizes = await Promise.all(files.map(async (path) => ({ path, bytes: (await stat(path).catch(() => null))?.size ?? 0 })));
  return sizes.filter(({ bytes }) => bytes > 0);
}

describe('visitors who ask for everything that a share has', () => {
  it(`${ADDRESSES} different addresses fill neither the store nor the queue, and the uploads of others become ready before they end`, async () => {
    const presets = SIZES.map((side) => `p${side}=_SL${side}_`).join(' ');
    await start({ SHOEBOX_PRESETS: presets, SHOEBOX_TRANSFORM_CACHE_BYTES: String(CACHE_BYTES) });
    const [ada, bea] = [await Client.signUp(drive.url), await Client.signUp(drive.url)];
    const pictures = await Promise.all(Array.from({ length: Math.ceil(ADDRESSES / 100) }, async () => ada.upload(await jpeg())));
    for (const { id } of pictures) await ready(ada, id);
    const imageIds = pictures.map(({ id }) => id);
    const { token } = (await ada.json('POST', '/api/shares', { imageIds }, { status: 201 })).json<ShareWithImages>();
    const addresses = imageIds.flatMap((id) => SIZES.flatMap((side) => FORMATS.map((format) => `${id}.p${side}.${format}`)));
    // What is no preset is made for nobody.
    const others = Array.from({ length: 50 }, (_, n) => `${imageIds[0]}._SL${n + 1}_.jpg`);
    const left = [...addresses.slice(0, ADDRESSES), ...others];
    const statuses = new Map<number, number>();
    const visitor = async () => {
      for (let address = left.pop(); address !== undefined; address = left.pop()) {
        const { status } = await fetch(`${drive.url}/p/${token}/i/${address}`);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    };
    const flood = Promise.all(Array.from({ length: VISITORS }, visitor));
    await until(async () => (left.length < ADDRESSES - VISITORS ? true : null));
    for (let n = 0; n < 3; n++) await ready(bea, (await bea.upload(await noise(600, 400))).id);
    // Whoever asks for their own is not behind the visitors of another.
    const own = await ready(bea, (await bea.upload(await jpeg())).id);
    expect((await bea.get(`/i/${own.id}._SL20_.png`)).status).toBe(200);
    expect(left.length, 'what visitors have not yet asked for').toBeGreaterThan(0);
    await flood;
    expect([...statuses.keys()].filter((status) => ![200, 404, 429, 503].includes(status))).toEqual([]);
    expect(statuses.get(404)).toBe(others.length);
    const made = drive.lines.filter((line) => line.includes('"transform made"')).length;
    expect(made).toBeLessThanOrEqual(LIMIT + 1);
    if (ADDRESSES <= LIMIT) expect(statuses.get(200)).toBeGreaterThan(ADDRESSES / 2);
    else expect(statuses.get(429)).toBeGreaterThanOrEqual(ADDRESSES - LIMIT - VISITORS);
    const kept = (await results()).reduce((sum, { bytes }) => sum + bytes, 0);
    expect(kept).toBeLessThanOrEqual(CACHE_BYTES * (1 + 1 / 16));
    expect(kept).toBeGreaterThan(0);
  });
});

describe('a drive that is killed while it makes a result', () => {
  it('makes it once it runs again, and leaves nothing half', async () => {
    await start();
    const ada = await Client.signUp(drive.url);
    const image = await ready(ada, (await ada.upload(await noise(3000, 2000))).id);
    // Long enough for the kill to come before its end.
    const path = `/i/${image.id}._CR0,0,3000,2000_BL20_BL20_SH2_.png`;
    const asked = ada.get(path).then(
      () => 'came',
      () => 'ended',
    );
    const tmp = join(folder, 'data/tmp');
    // The original lies there while a child works on it.
    await until(async () => ((await readdir(tmp, { recursive: true })).some((name) => name.endsWith('/original')) ? true : null));
    await drive.stop('SIGKILL');
    expect(await asked).toBe('ended');
    expect(await results()).toEqual([]);
    await start();
    const again = ada.at(drive.url);
    const { bytes } = await until(async () => {
      const answer = await again.ask('GET', path);
      return answer.status === 503 ? null : answer;
    });
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'png', width: 3000, height: 2000 });
    expect(await results()).toMatchObject([{ bytes: bytes.length }]);
    await until(async () => ((await readdir(tmp, { recursive: true })).some((name) => name.endsWith('/original')) ? null : true));
  });
});
