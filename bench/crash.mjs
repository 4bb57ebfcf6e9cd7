// How soon a drive with a million pictures serves again after it was killed under uploads, and how soon what it had not finished is taken
// up. By `npm run bench:crash`; the number of pictures may follow: npm run bench:crash -- 10000
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';

import { newId } from '#libs/domain/image/keys.js';

import { inParallel, signUp, startDrive } from './drive.mjs';
import { photosOf } from './photos.mjs';
import { cpuSeconds } from './processes.mjs';
import { median } from './rounds.mjs';

const PICTURES = Number(process.argv[2] ?? 1_000_000);
const ROUNDS = 5;
/** Uploads that are answered before the kill, how many are under way at the same time, and how many there are. */
const [ANSWERED, AT_ONCE] = [4, 4];
const UPLOADS = 8;
/** Seconds that the start and the taking up may take. */
const GOALS = { serves: 3, begun: 5 };
/** Rows in one transaction. */
const PART = 50_000;
/** Milliseconds between two looks. */
const LOOK = 50;

/** Copies of the only row under new ids, beside no drive: by uploads it would take days. They share its objects. */
function insertRows(folder, count) {
  const database = new DatabaseSync(join(folder, 'media.db'));
  const model = database.prepare('SELECT * FROM images').get();
  const columns = Object.keys(model);
  const insert = database.prepare(`INSERT INTO images (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`);
  for (let done = 0; done < count; done += PART) {
    database.exec('BEGIN');
    for (let n = done; n < Math.min(count, done + PART); n++) {
      const hash = n.toString(16).padStart(64, '0');
      const own = { id: newId(), sha256: hash, content: hash, sortAt: model.sortAt - n * 60_000 };
      insert.run(...columns.map((column) => own[column] ?? model[column]));
    }
    database.exec('COMMIT');
  }
  database.close();
}

/** Kills the drive under uploads. Resolves with the ids of pictures that were answered. */
async function killUnderUploads(drive, person, photos) {
  const ids = [];
  await inParallel(photos.length, AT_ONCE, async (n) => {
    try {
      // What follows the end of a JPEG is kept, so each upload is another picture.
      const { id } = await person.upload(Buffer.concat([photos[n], Buffer.from(newId())]));
      ids.push(id);
      if (ids.length === ANSWERED) process.kill(drive.pid, 'SIGKILL');
    } catch (error) {
      if (ids.length < ANSWERED) throw error;
    }
  });
  await drive.stop();
  return ids;
}

/** Asks until the look is true. */
async function until(look) {
  while (!(await look())) await wait(LOOK);
}

const buffers = (await photosOf({ quick: true })).buffers.slice(0, UPLOADS);
let drive = await startDrive();
const { folder } = drive;
const rounds = [];
try {
  const person = await signUp(drive.url);
  await person.upload(buffers[0]);
  await person.allMade();
  await drive.stop();
  const filled = performance.now();
  insertRows(folder, PICTURES);
  const bytes = readdirSync(folder).reduce((sum, name) => sum + (name.startsWith('media.db') ? statSync(join(folder, name)).size : 0), 0);
  console.log(`${PICTURES.toLocaleString('en')} rows, ${(bytes / 1e6).toFixed(0)} MB, in ${seconds(performance.now() - filled)}`);
  drive = await startDrive(folder);
  for (let round = 1; round <= ROUNDS; round++) {
    person.url = drive.url;
    const ids = await killUnderUploads(drive, person, buffers);
    const killed = performance.now();
    drive = await startDrive(folder);
    person.url = drive.url;
    const list = await person.send('GET', '/api/images?limit=50');
    const serves = performance.now() - killed;
    const cpu = cpuSeconds(drive.pid);
    if (list.status !== 200) throw new Error(`the list answers ${list.status}`);
    const images = list.json().items;
    const unfinished = ids.filter((id) => images.find((image) => image.id === id)?.state === 'processing');
    const at = Date.now() - serves;
    const isBegun = ({ state, sizes }) => state === 'ready' || Object.values(sizes).some(({ startedAt }) => Date.parse(startedAt) >= at);
    let begun = null;
    await until(async () => {
      const found = await Promise.all(unfinished.map(async (id) => (await person.send('GET', `/api/images/${id}`)).json()));
      if (found.some(isBegun)) begun ??= performance.now() - killed;
      return found.every(({ state }) => state === 'ready');
    });
    const all = performance.now() - killed;
    console.log(
      `round ${round}: serves after ${seconds(serves)} and ${cpu.toFixed(1)} s of CPU, ${unfinished.length} of ${ids.length} unfinished, ` +
        `the first begun after ${begun === null ? 'nothing' : seconds(begun)}, all ready after ${seconds(all)}`,
    );
    rounds.push({ serves, begun });
    await person.allMade();
  }
  person.close();
  for (const [what, goal] of Object.entries(GOALS)) {
    const values = rounds.map((round) => round[what]).filter((value) => value !== null);
    const most = Math.max(...values);
    const verdict = most <= goal * 1000 ? 'reached' : 'missed';
    console.log(`${what}: median ${seconds(median(values))}, most ${seconds(most)}, goal ${goal} s: ${verdict}`);
  }
} finally {
  await drive.remove();
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}
