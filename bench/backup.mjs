// How long a backup takes to a folder: the first, of many small pictures, and one after ten more. By `npm run bench:backup`; the number
// of pictures may follow: npm run bench:backup -- 10000
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { loadConfig } from '#libs/config/config.js';
import { newId, originalKey } from '#libs/domain/image/keys.js';
import { mapVariants } from '#libs/domain/variants.js';
import { openAuthDatabase, openMediaDatabase } from '#libs/infra/open.js';

import { cpuSeconds } from './processes.mjs';

const PICTURES = Number(process.argv[2] ?? 50_000);
const MORE = 10;
const AT_ONCE = 500;
const WAITING = {
  state: 'waiting',
  width: null,
  height: null,
  bytes: null,
  type: null,
  attempts: 0,
  error: null,
  startedAt: null,
  readyAt: null,
};

const folder = mkdtempSync(join(tmpdir(), 'shoebox-bench-'));
const data = join(folder, 'data');
const config = loadConfig({ SHOEBOX_DATA_DIR: data });
const owner = newId();

/** Inserts rows, with tiny originals written straight to their places: how long an upload takes is not what is measured here. */
async function insertImages(database, count) {
  for (let done = 0; done < count; done += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - done) }, () => insertImage(database.images)));
  }
}

async function insertImage(images) {
  const [id, at, original] = [newId(), new Date(), randomBytes(200)];
  const key = originalKey(owner, id);
  mkdirSync(dirname(join(data, 'objects', key)), { recursive: true });
  writeFileSync(join(data, 'objects', key), original);
  await images.insert({
    id,
    owner,
    name: `IMG_${id.slice(-6)}.jpg`,
    type: 'image/jpeg',
    bytes: original.length,
    width: 4000,
    height: 3000,
    sha256: createHash('sha256').update(original).digest('hex'),
    originalKey: key,
    createdAt: at,
    takenAt: null,
    modifiedAt: null,
    exif: null,
    sortAt: at,
    deletedAt: null,
    damagedAt: null,
    state: 'ready',
    reason: null,
    thumbhash: null,
    generation: 1,
    attempt: 1,
    crashCount: 0,
    sizes: mapVariants(() => ({ ...WAITING, key: null })),
  });
}

/** Seconds that a backup takes, and what it said. */
async function backup() {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['dist/apps/backup/main.js', join(folder, 'backup'), '--drive', data], {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  let cpu = 0;
  const watch = setInterval(() => (cpu = cpuSeconds(child.pid) ?? cpu), 100);
  const [code] = await once(child, 'close');
  clearInterval(watch);
  const line = said.split('\n').find((each) => each.startsWith('accounts'));
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s, of which ${cpu.toFixed(1)} s of CPU, exit code ${code}: ${line}`;
}

const [auth, media] = await Promise.all([openAuthDatabase(config), openMediaDatabase(config)]);
try {
  await auth.users.insert({ id: owner, name: 'ada', email: 'ada@example.org', passwordHash: 'x', createdAt: new Date() });
  const drive = await media.drive.driveId(newId());
  mkdirSync(join(data, 'objects'), { recursive: true });
  writeFileSync(join(data, 'objects/drive-id'), drive);
  await insertImages(media, PICTURES);
  console.log(`first backup of ${PICTURES} pictures: ${await backup()}`);
  await insertImages(media, MORE);
  console.log(`backup with ${MORE} new ones: ${await backup()}`);
} finally {
  await Promise.all([auth.close(), media.close()]);
  rmSync(folder, { recursive: true });
}
