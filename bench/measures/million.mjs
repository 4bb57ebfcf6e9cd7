import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';

import { newId } from '#libs/domain/image/keys.js';

import { signUp, startDrive } from '../drive.mjs';
import { interleaved, line } from '../rounds.mjs';
import { insertImages, timeCalls } from './many.mjs';
import { searchPath, SEARCHES } from './search.mjs';

const IMAGES = { quick: 20_000, full: 1_000_000 };
const FEW = 1_000;
const CALLS = { quick: 10, full: 50 };
/** How much longer a call may take for the owner of a million. */
const MOST = 1.5;
/** Milliseconds that the median of a search may take, and that the event loop may ever stop. */
const [SEARCH_LIMIT, STOP_LIMIT] = [60, 50];
/** Seconds of pages and uploads while the event loop is watched, in each round. */
const SECONDS = { quick: 2, full: 10 };
const READERS = 4;
/** A quota that nobody reaches: an upload has to count what its owner stores. */
const QUOTA = String(2 ** 52);

const CALLS_OF = {
  'photos page': ({ user }) => `/${user.name}/photos/`,
  months: () => '/api/images/months',
  usage: () => '/api/usage',
  'list, newest 50': ({ user }) => `/${user.name}/list/50/`,
};
const PAGES = ({ user: { name } }) => [
  `/${name}/photos/`,
  `/${name}/list/50/`,
  `/${name}/photos/?month=2019-05`,
  `/${name}/account/`,
  `/${name}/search/?q=malaga`,
  `/${name}/search/?q=june`,
];

/** One owner of a million pictures beside one of a thousand: calls, searches, and how long the event loop stops meanwhile. */
export async function measure({ photos, quick, rounds }) {
  const images = quick ? IMAGES.quick : IMAGES.full;
  const first = await startDrive();
  const { folder } = first;
  try {
    const people = { many: await signUp(first.url), few: await signUp(first.url) };
    await first.stop();
    insertImages(folder, people.few.user.id, FEW);
    insertImages(folder, people.many.user.id, images);
    const lines = await measureDrive(folder, people, { photos, quick, rounds });
    const title = `${images.toLocaleString('en')} pictures of one owner beside ${FEW.toLocaleString('en')} of another`;
    return { title, beside: `the owner of ${FEW.toLocaleString('en')}`, ...lines };
  } finally {
    await first.remove();
  }
}

/** The lines and notes of the report, by the drive in a folder that has the rows of both already. */
export async function measureDrive(folder, { many, few }, { photos, quick, rounds }) {
  const [calls, uploads, seconds] = quick ? [CALLS.quick, 5, SECONDS.quick] : [CALLS.full, 20, SECONDS.full];
  const delayFile = join(folder, 'event-loop-delay.json');
  const preload = `--import=${pathToFileURL('bench/event-loop-delay.mjs')}`;
  const drive = await startDrive(folder, { env: { SHOEBOX_USER_QUOTA_BYTES: QUOTA, NODE_OPTIONS: preload, BENCH_DELAY_FILE: delayFile } });
  many.url = few.url = drive.url;
  const upload = (person) => timed(() => person.upload(Buffer.concat([photos.buffers[0], Buffer.from(newId())])));
  const beside = async (what, count, work) => {
    const pairs = await interleaved(
      count,
      () => work(many),
      () => work(few),
    );
    return line(what, pairs, { unit: 'ms', digits: 1, most: MOST });
  };
  const lines = [];
  for (const [what, path] of Object.entries(CALLS_OF)) lines.push(await beside(what, calls, (person) => timeOf(person, path(person))));
  lines.push(await beside('an upload within a quota', uploads, upload));
  await few.allMade();
  const stops = [];
  for (let round = 0; round < rounds; round++) {
    stops.push(await longestStop({ pid: drive.pid, file: delayFile, seconds }, PAGES(many), { many, upload: () => upload(few) }));
  }
  await few.allMade();
  lines.push({
    what: `longest stop of the event loop, ${READERS} people open pages and one uploads`,
    drive: stops,
    unit: 'ms',
    digits: 1,
    limit: STOP_LIMIT,
  });
  const paths = Object.fromEntries(
    SEARCHES.flatMap((q) => ['taken', 'added'].map((order) => [`search: ${q} (${order})`, searchPath(q, order)])),
  );
  const searches = await timeCalls(drive.url, many, { paths, calls: calls / 2, most: SEARCH_LIMIT });
  many.close();
  few.close();
  await drive.stop();
  return { lines: [...lines, ...searches.lines], notes: searches.notes };
}

/** Milliseconds of the longest stop while the readers open pages and somebody uploads. */
async function longestStop({ pid, file, seconds }, pages, { many, upload }) {
  await readDelay(pid, file);
  const end = performance.now() + seconds * 1000;
  const until = async (work) => {
    for (let n = 0; performance.now() < end; n++) await work(n);
  };
  const readers = Array.from({ length: READERS }, (_, reader) => until((n) => timeOf(many, pages[(n + reader) % pages.length])));
  await Promise.all([...readers, until(upload)]);
  return (await readDelay(pid, file)).max;
}

async function readDelay(pid, file) {
  rmSync(file, { force: true });
  process.kill(pid, 'SIGUSR2');
  for (;;) {
    const text = await wait(20).then(() => readIfThere(file));
    if (text.endsWith('\n')) return JSON.parse(text);
  }
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

async function timeOf(person, path) {
  return timed(async () => {
    const { status } = await person.send('GET', path);
    if (status !== 200) throw new Error(`${path} answers ${status}`);
  });
}

async function timed(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
