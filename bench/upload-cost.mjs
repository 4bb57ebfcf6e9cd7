// What an upload costs, beside another build and the least that could do the same: node bench/upload-cost.mjs [OTHER ...] [--small]
// OTHER is the folder of another build, which is measured in turn. For each build: answers 201 a second, pictures a second until all sizes
// are there, and milliseconds of processor of a picture, in the process of the drive, in children that read headers, and in those that
// make sizes. These say more than the clock on a machine with other work. On Linux.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { startLoop } from './bare/sharp-child.mjs';
import { inParallel, signUp, startDrive } from './drive.mjs';
import { bareServer } from './measures/acknowledging.mjs';
import { photo, photosOf, smallPictures } from './photos.mjs';
import { cpuSeconds, descendants } from './processes.mjs';
import { median } from './rounds.mjs';

const { values: options, positionals } = parseArgs({
  options: {
    small: { type: 'boolean', default: false },
    count: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '3' },
    'at-once': { type: 'string', default: '8' },
  },
  allowPositionals: true,
});
const COUNT = Number(options.count);
const AT_ONCE = Number(options['at-once']);
/** Niceness of the children that read headers (child-decoder.ts); the others have more. */
const HEADER_NICENESS = 5;

const builds = [];
process.once('SIGTERM', () => builds.forEach(({ drive }) => process.kill(drive.pid)));
const photos = await (options.small ? smallPictures() : photosOf({}));
for (const root of ['.', ...positionals]) builds.push({ root, drive: await startDrive(undefined, { root }), rows: [] });
const server = await bareServer();
const loop = await startLoop();
const bare = [];
try {
  for (const build of builds) await round(build, 'warm');
  for (let n = 0; n < Number(options.rounds); n++) {
    for (const build of builds) {
      build.rows.push(await round(build, n));
      console.error(`${n} ${build.root}: ${told(build.rows.slice(-1))}`);
    }
    const bodies = bodiesOf(n);
    const acknowledged = await timed(() => server.sendAll(bodies, AT_ONCE));
    const { ms } = await loop.run(
      Array.from({ length: COUNT }, (_, picture) => photos.files[picture % photos.files.length]),
      2,
    );
    bare.push({ '201s/s': COUNT / acknowledged, 'made/s': (COUNT / ms) * 1000 });
  }
  for (const { root, rows } of builds) console.log(`${root}: ${told(rows)}`);
  console.log(`bare: ${told(bare)}`);
  for (const { root, rows } of builds) {
    const ratios = rows.map((row, n) => ({ '201s': row['201s/s'] / bare[n]['201s/s'], made: row['made/s'] / bare[n]['made/s'] }));
    console.log(`${root} of bare: ${told(ratios, 2)}`);
  }
} finally {
  loop.stop();
  await server.stop();
  for (const { drive } of builds) await drive.remove();
}

async function round({ drive }, salt) {
  const person = await signUp(drive.url);
  const bodies = bodiesOf(salt);
  const before = usage(drive.pid);
  const started = performance.now();
  const acknowledged = await timed(() => inParallel(COUNT, AT_ONCE, (n) => person.upload(bodies[n])));
  const at201 = usage(drive.pid);
  await person.allMade();
  const made = (performance.now() - started) / 1000;
  const after = usage(drive.pid);
  person.close();
  const each = (name, from, to) => ((to[name] - from[name]) * 1000) / COUNT;
  return {
    '201s/s': COUNT / acknowledged,
    'made/s': COUNT / made,
    'ms until 201: drive': each('drive', before, at201),
    headers: each('headers', before, at201),
    sizes: each('sizes', before, at201),
    'ms until made: drive': each('drive', before, after),
    'sizes ': each('sizes', before, after),
  };
}

function bodiesOf(salt) {
  return Array.from({ length: COUNT }, (_, n) => photo(photos, n, `cost ${salt} ${process.pid}`));
}

async function timed(work) {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/** Seconds of processor so far. A child that ended meanwhile is not counted. */
function usage(pid) {
  const children = descendants(pid).map((child) => [nicenessOf(child) === HEADER_NICENESS ? 'headers' : 'sizes', cpuSeconds(child) ?? 0]);
  const sum = (kind) => children.reduce((total, [of, seconds]) => (of === kind ? total + seconds : total), 0);
  return { drive: cpuSeconds(pid), headers: sum('headers'), sizes: sum('sizes') };
}

function nicenessOf(pid) {
  return Number(/\) (?:\S+ ){16}(\S+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
}

/** Medians of the rounds, with the least and the most. */
function told(rows, digits = 1) {
  const figures = Object.keys(rows[0]).map((name) => {
    const all = rows.map((row) => row[name]);
    return `${name} ${median(all).toFixed(digits)} (${Math.min(...all).toFixed(digits)} to ${Math.max(...all).toFixed(digits)})`;
  });
  return figures.join(' · ');
}
