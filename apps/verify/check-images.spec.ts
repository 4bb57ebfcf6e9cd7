import { hash } from 'node:crypto';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';

import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';

import { loadConfig } from '#libs/config/config.js';
import { driveMismatch } from '#libs/domain/drive/drive-id.js';
import { variantKey } from '#libs/domain/image/keys.js';
import { WAITING, type ImageRow } from '#libs/domain/image/image-row.js';
import { originalOptions } from '#libs/domain/image/original-options.js';
import { mapVariants } from '#libs/domain/variants.js';
import { openAuthDatabase, openMediaDatabase, openObjectStore } from '#libs/infra/open.js';
import { imageRow, minute } from '#libs/ports/image-fixture.contract.js';
import { Progress } from '#libs/terminal/progress.js';
import { Terminal } from '#libs/terminal/terminal.js';

import { checkImages } from './check-images.js';
import { openDrive, type Drive } from './drive.js';
import { Report } from './report.js';
import { newRun } from './run-state.js';
import { Throttle } from './throttle.js';

let folder: string;
let drive: Drive;
let row: ImageRow;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoebox-verify-'));
  const config = loadConfig({ SHOEBOX_DATA_DIR: folder });
  const [auth, media, objects] = await Promise.all([openAuthDatabase(config), openMediaDatabase(config), openObjectStore(config)]);
  // Gives the drive its id.
  await driveMismatch({ database: media, objects, tmpDir: folder });
  await auth.users.insert({ id: 'ada', name: 'ada', email: 'ada@example.org', passwordHash: '', createdAt: minute(0) });
  await Promise.all([auth.close(), media.close(), objects.close()]);
  drive = await openDrive(config);
});
beforeEach(async () => {
  row = await picture();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await drive.images.remove(row.id, {});
});
afterAll(async () => {
  await drive.close();
  await rm(folder, { recursive: true });
});

const path = (key: string) => join(folder, 'objects', key);
const now = async () => (await drive.images.find(row.id))!;

async function put(key: string, bytes: Buffer, metadata?: Record<string, string>): Promise<void> {
  await writeFile(join(folder, 'file'), bytes);
  await drive.objects.put(key, join(folder, 'file'), { type: 'image/jpeg', ...(metadata && { metadata }) });
}

/** A picture that is ready, with all that belongs to it. */
async function picture(): Promise<ImageRow> {
  const original = Buffer.from('verify does not look inside an original');
  const small = await sharp({ create: { width: 32, height: 24, channels: 3, background: 'red' } })
    .jpeg()
    .toBuffer();
  const { id, originalKey } = imageRow();
  const facts = { state: 'ready', width: 32, height: 24, bytes: small.length, type: 'image/jpeg', readyAt: minute(1) } as const;
  const sizes = mapVariants((size) => ({ ...WAITING, ...facts, key: variantKey('ada', id, 1, 1, size) }));
  const made = imageRow({ id, originalKey, sizes, state: 'ready', attempt: 1, bytes: original.length, sha256: hash('sha256', original) });
  await put(originalKey, original, originalOptions(made, 'ada').metadata);
  for (const { key } of Object.values(sizes)) await put(key, small);
  await drive.images.insert(made);
  await drive.images.update(id, {}, { content: 'claim' });
  return (await drive.images.find(id))!;
}

/** What a run finds: the kinds, with how often. */
async function check(repair = false): Promise<object> {
  const terminal = new Terminal({ stdin: new PassThrough(), stdout: new PassThrough().resume() });
  const state = newRun(drive.id);
  const report = new Report(terminal, true, state.counts);
  const run = { drive, report, options: { repair, sample: null }, throttle: new Throttle(null), signal: new AbortController().signal };
  await checkImages(run, state, new Progress({ pictures: 1, bytes: 1 }, new PassThrough().resume()));
  return state.counts.findings;
}

it('finds nothing in a picture that is whole', async () => {
  expect(await check()).toEqual({});
});

it('finds an original of the same length with other bytes, and one that is cut or missing', async () => {
  await writeFile(path(row.originalKey), 'Verify does not look inside an original');
  expect(await check()).toEqual({ ORIGINAL_ALTERED: 1 });
  await truncate(path(row.originalKey), 3);
  expect(await check()).toEqual({ ORIGINAL_ALTERED: 1 });
  await rm(path(row.originalKey));
  expect(await check()).toEqual({ ORIGINAL_MISSING: 1 });
});

it('finds metadata that says something else than the row', async () => {
  await writeFile(path(`${row.originalKey}.json`), JSON.stringify({ ...originalOptions(row, 'ada').metadata, owner: 'eve' }));
  expect(await check()).toEqual({ METADATA_WRONG: 1 });
});

it('finds a row with another number of bytes than its original', async () => {
  await drive.images.remove(row.id, {});
  await drive.images.insert({ ...row, bytes: row.bytes + 1 });
  await drive.images.update(row.id, {}, { content: 'claim' });
  expect(await check()).toEqual({ ROW_INVALID: 1 });
});

it('finds a size of the right length that can’t be decoded, and one of other measures', async () => {
  const { s, m } = row.sizes;
  await writeFile(path(s.key!), Buffer.alloc(s.bytes!));
  await drive.images.update(row.id, {}, { sizes: { m: { ...m, width: 33 } } });
  expect(await check()).toEqual({ VARIANT_ALTERED: 2 });
});

it('has a lost size made again when it repairs, and not otherwise', async () => {
  await rm(path(row.sizes.s.key!));
  expect(await check()).toEqual({ VARIANT_MISSING: 1 });
  expect((await now()).state).toBe('ready');
  await check(true);
  expect(await now()).toMatchObject({ state: 'processing', generation: 2, sizes: { s: { state: 'waiting' }, m: { state: 'ready' } } });
});

it('has nothing made from a damaged original, and writes down that it is damaged, and that it is whole again', async () => {
  const bytes = Buffer.from('verify does not look inside an original');
  await writeFile(path(row.originalKey), Buffer.alloc(bytes.length));
  await rm(path(row.sizes.s.key!));
  await check(true);
  expect(await now()).toMatchObject({ state: 'ready', generation: 1, damagedAt: expect.any(Date) as Date });
  await writeFile(path(row.originalKey), bytes);
  await check(true);
  expect((await now()).damagedAt).toBeNull();
});

it('writes down that an original is whole again where nothing else is wrong', async () => {
  const bytes = Buffer.from('verify does not look inside an original');
  await writeFile(path(row.originalKey), Buffer.alloc(bytes.length));
  await check(true);
  await writeFile(path(row.originalKey), bytes);
  expect(await check(true)).toEqual({});
  expect((await now()).damagedAt).toBeNull();
});

it('says nothing of what the drive changed between its two looks', async () => {
  await rm(path(row.originalKey));
  const again = drive.audit.image.bind(drive.audit);
  vi.spyOn(drive.audit, 'image').mockImplementation(async (id) => {
    await drive.images.remove(id, {});
    return again(id);
  });
  expect(await check()).toEqual({});
  await drive.images.insert(row);
  await drive.images.update(row.id, {}, { content: 'claim' });
  vi.spyOn(drive.audit, 'image').mockImplementation(async (id) => {
    await writeFile(path(row.originalKey), 'verify does not look inside an original');
    return again(id);
  });
  expect(await check()).toEqual({});
});
