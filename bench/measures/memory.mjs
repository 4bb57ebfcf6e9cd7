import { setTimeout as wait } from 'node:timers/promises';

import { inParallel, signUp, startDrive } from '../drive.mjs';
import { photo } from '../photos.mjs';
import { residentBytes, startNode, watchPeak } from '../processes.mjs';
import { interleaved, line, median } from '../rounds.mjs';

/** Milliseconds: a minute after work, and a little more, since the last of the work is a moment before. */
const REST = 65_000;
const STARTS = 5;
const MB = 1e6;

/** Resident memory of the drive and its children, and the time to start, beside four empty Nest applications. */
export async function measure({ photos, rounds, quick }) {
  const peaks = [];
  const ours = async (round) => {
    const starts = await startTimes(quick, startDrive);
    const drive = await startDrive();
    const person = await signUp(drive.url);
    const { peak } = await watchPeak(drive.pid, async () => {
      await inParallel(photos.count, 4, (n) => person.upload(photo(photos, n, `memory ${round}`)));
      await person.allMade();
    });
    peaks.push(peak / MB);
    await wait(REST);
    const idle = residentBytes(drive.pid) / MB;
    person.close();
    await drive.remove();
    return { idle, start: median(starts) };
  };
  const bare = async () => {
    const starts = await startTimes(quick, empty);
    const nest = await empty();
    await wait(1_000);
    const idle = residentBytes(nest.pid) / MB;
    await nest.stop();
    return { idle, start: median(starts) };
  };
  const { drive, bare: nest } = await interleaved(rounds, ours, bare);
  const of = (name) => ({ drive: drive.map((figures) => figures[name]), bare: nest.map((figures) => figures[name]) });
  return {
    title: 'Memory and start',
    beside: 'four empty Nest applications in one process',
    lines: [
      line('idle, a minute after work', of('idle'), { key: 'memory at rest', unit: 'MB', digits: 0, limit: 165 }),
      line(`most while ${photos.count} photos are made`, { drive: peaks }, { unit: 'MB', digits: 0 }),
      line(`start, median of ${quick ? 1 : STARTS}`, of('start'), { key: 'start', unit: 'ms', digits: 0, most: 2 }),
    ],
  };
}

function empty() {
  return startNode(['bench/bare/empty-nest.mjs'], { ready: /^open/ });
}

async function startTimes(quick, start) {
  const times = [];
  for (let n = 0; n < (quick ? 1 : STARTS); n++) {
    const started = await start();
    times.push(started.startMs);
    await (started.remove ?? started.stop)();
  }
  return times;
}
