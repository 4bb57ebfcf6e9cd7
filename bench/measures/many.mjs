import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { newId, originalKey } from '#libs/domain/image/keys.js';
import { mapVariants } from '#libs/domain/variants.js';
import { insertStatement } from '#libs/infra/sqlite/images.rows.js';

import { signUp, startDrive } from '../drive.mjs';
import { median } from '../rounds.mjs';

const IMAGES = 10_000;
const CALLS = { quick: 20, full: 100 };
/** Milliseconds that each of them may take. */
const LIMIT = 50;
const DAY = 86_400_000;
/** Rows in one transaction. */
const PART = 50_000;
const WORDS = ['beach', 'garden', 'Málaga', 'birthday', 'snow', 'IMG', 'scan', 'Anna', 'train', 'cat'];

const PATHS = {
  'list, newest 50': '/api/images?limit=50',
  'list, newest 500': '/api/images?limit=500',
  'photos by the day they were taken, 100': '/api/images?order=taken&limit=100',
  'photos of a month years ago': '/api/images?order=taken&limit=100&from=2019-05-01T00:00:00Z&to=2019-06-01T00:00:00Z',
  'search by name, found often': '/api/images?q=malaga&limit=50',
  'search by name, never found': '/api/images?q=nowhere&limit=50',
  usage: '/api/usage',
};

/** Milliseconds of the common calls when one owner has ten thousand pictures. */
export async function measure({ quick }) {
  const first = await startDrive();
  const { folder } = first;
  try {
    const person = await signUp(first.url);
    await first.stop();
    insertImages(folder, person.user.id, IMAGES);
    const drive = await startDrive(folder);
    const { lines, notes } = await timeCalls(drive.url, person, { paths: PATHS, calls: quick ? CALLS.quick : CALLS.full, limit: LIMIT });
    person.close();
    await drive.stop();
    return { title: `${IMAGES.toLocaleString('en')} pictures of one owner`, beside: '', lines, notes };
  } finally {
    await first.remove();
  }
}

/** @param most milliseconds that the median of each call may take; `limit`: that each may take */
export async function timeCalls(url, person, { paths, calls, limit, most }) {
  person.url = url;
  const lines = [];
  const notes = [];
  for (const [what, path] of Object.entries(paths)) {
    const { status } = await person.send('GET', path);
    if (status !== 200) notes.push(`${what}: not measured, the drive answers ${status}.`);
    else lines.push({ what, drive: await times(person, path, calls, limit ?? most), unit: 'ms', digits: 1, limit, most });
  }
  notes.push(`Medians of ${calls} calls through the gateway, with the least and the most.`);
  return { lines, notes };
}

async function times(person, path, calls, limit) {
  const each = [];
  for (let n = 0; n < calls; n++) {
    const started = performance.now();
    await person.send('GET', path);
    each.push(performance.now() - started);
  }
  if (median(each) > limit * 20) throw new Error(`${path} takes ${median(each)} ms`);
  return each;
}

/**
 * Rows alone, in the state of pictures whose sizes are made; nobody asks for their bytes here. Written beside no drive, in few transactions:
 * one for each would take an hour for a million.
 */
export function insertImages(folder, owner, many) {
  const database = new DatabaseSync(join(folder, 'media.db'));
  database.exec('PRAGMA synchronous = OFF');
  const size = { width: 1024, height: 768, bytes: 90_000, type: 'image/jpeg', attempts: 1, error: null, startedAt: null, readyAt: null };
  const first = insertOf(0, owner, size);
  const insert = database.prepare(first.sql);
  for (let begun = 0; begun < many; begun += PART) {
    database.exec('BEGIN');
    for (let n = begun; n < Math.min(many, begun + PART); n++) insert.all(...insertOf(n, owner, size).params);
    // Their copies are not what is measured.
    database.exec('DELETE FROM changedRows; COMMIT');
  }
  database.close();
}

function insertOf(n, owner, size) {
  const row = rowOf(n, owner, size);
  return insertStatement({ ...row, content: row.sha256 }, row.createdAt.getTime());
}

function rowOf(n, owner, size) {
  const id = newId();
  const takenAt = n % 5 === 0 ? null : new Date(Date.UTC(2015, 0, 1) + ((n * 7919) % 4000) * DAY + n * 1000);
  const createdAt = new Date();
  const made = (name) => ({ ...size, state: 'ready', key: `${owner}/${id}/1-1/${name}` });
  return {
    id,
    owner,
    name: `${WORDS[n % WORDS.length]} ${WORDS[(n * 3 + 1) % WORDS.length]} ${n}.jpg`,
    type: 'image/jpeg',
    bytes: 4_000_000 + n,
    width: 4032,
    height: 3024,
    sha256: createHash('sha256').update(String(n)).digest('hex'),
    originalKey: originalKey(owner, id),
    createdAt,
    takenAt,
    modifiedAt: null,
    exif: null,
    damagedAt: null,
    sortAt: takenAt ?? createdAt,
    deletedAt: null,
    state: 'ready',
    reason: null,
    thumbhash: randomBytes(24).toString('base64'),
    generation: 1,
    attempt: 1,
    crashCount: 0,
    sizes: mapVariants(made),
  };
}
