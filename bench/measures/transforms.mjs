import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import sharp from 'sharp';

import { signUp, startDrive } from '../drive.mjs';
import { photo } from '../photos.mjs';
import { interleaved, line, median } from '../rounds.mjs';
import { hasWrk, wrk } from '../wrk.mjs';

const BARE = fileURLToPath(import.meta.resolve('../bare/sharp-transform.mjs'));
/** Pixels of a photo of 12 megapixels, and the longest side of what is asked for. */
const PHOTO = [4000, 3000];
const SIDE = 600;
const MANY = 200;

/** New results of image addresses, one after another, beside sharp alone; and many known ones in turn, beside sizes of as many bytes. */
export async function measure({ photos, rounds, quick }) {
  const count = quick ? 5 : 20;
  const drive = await startDrive();
  const person = await signUp(drive.url);
  const child = fork(BARE);
  await once(child, 'message');
  try {
    const ids = [];
    for (let n = 0; n < count; n++) ids.push((await person.upload(await twelveMegapixels(photos, n))).id);
    await person.allMade();
    const mediums = [];
    for (const [n, id] of ids.entries()) {
      mediums.push(join(drive.folder, `medium-${n}`));
      writeFileSync(mediums[n], (await person.send('GET', `/get/${id}/m?exact`)).bytes);
    }
    const ours = async (round) => median(await each(ids, (id) => askFor(person, `/i/${id}._SL${SIDE + round}_.jpg`)));
    const bare = async (round) => median(await each(mediums, (file) => byChild(child, file, SIDE + round, join(drive.folder, 'bare.jpg'))));
    // Both are warm: a first one would also pay for the start of its decoder.
    await ours(-1);
    await bare(-1);
    const made = await interleaved(rounds, ours, bare);
    const lines = [
      line(`a new \`SL${SIDE}\` of 12 megapixels, median of ${count}`, made, { key: 'transforms new', unit: 'ms', digits: 1, most: 1.3 }),
    ];
    const notes = hasWrk() ? [] : ['Known results were not measured: install wrk (Debian: `apt-get install wrk`).'];
    if (hasWrk()) lines.push(await known({ person, drive, id: ids[0], rounds, seconds: quick ? 2 : 8 }));
    return { title: 'Transforms', beside: 'bare sharp from the same size; `/get`', lines, notes };
  } finally {
    child.disconnect();
    person.close();
    await drive.remove();
  }
}

/** Many results a second time, beside `/get` of a size of about as many bytes. */
async function known({ person, drive, id, rounds, seconds }) {
  const paths = Array.from({ length: MANY }, (_, n) => `/i/${id}._SL${100 + n}_.jpg`);
  for (const path of paths) await askFor(person, path);
  const script = join(drive.folder, 'known.lua');
  const list = paths.map((path) => `"${path}"`).join(', ');
  writeFileSync(
    script,
    `local paths = { ${list} }\nlocal n = 0\nrequest = function()\n  n = n % #paths + 1\n  return wrk.format("GET", paths[n])\nend\n`,
  );
  const headers = [`Cookie: ${person.cookie}`];
  const figures = await interleaved(
    rounds,
    () => wrk(drive.url, { seconds, script, headers }),
    () => wrk(`${drive.url}/get/${id}/s`, { seconds, headers }),
  );
  return line(`${MANY} known ones in turn, beside one \`/get\` of the small size`, figures, {
    key: 'transforms known',
    unit: 'requests/s',
    digits: 0,
    least: 1,
  });
}

/** Milliseconds until all of a result was there. */
async function askFor(person, path) {
  const started = performance.now();
  const { status } = await person.send('GET', path);
  if (status !== 200) throw new Error(`${path} was answered with ${status}`);
  return performance.now() - started;
}

async function byChild(child, file, side, to) {
  const answer = once(child, 'message');
  child.send({ file, side, to });
  return (await answer)[0];
}

/** One after the other. */
async function each(list, work) {
  const times = [];
  for (const one of list) times.push(await work(one));
  return times;
}

async function twelveMegapixels(photos, n) {
  const bytes = photo(photos, n, 'transforms');
  return sharp(bytes)
    .resize(...PHOTO, { fit: 'cover' })
    .jpeg({ quality: 92 })
    .toBuffer();
}
