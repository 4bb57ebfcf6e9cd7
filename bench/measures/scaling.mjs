import { setTimeout as wait } from 'node:timers/promises';

import { startLoop } from '../bare/sharp-child.mjs';
import { inParallel, signUp } from '../drive.mjs';
import { photo } from '../photos.mjs';
import { interleaved, line } from '../rounds.mjs';
import { startStack } from '../stack.mjs';

/** Milliseconds between two looks, which take from what is measured. */
const LOOK = 100;
const UPLOADS_AT_ONCE = 4;

/** What a second worker of concurrency 1 gains, on a queue that was filled before any started; then four of them. */
export async function measure({ photos, rounds }) {
  const files = Array.from({ length: photos.count }, (_, n) => photos.files[n % photos.files.length]);
  const loops = [await startLoop(), await startLoop()];
  const bareRate = async (count) => {
    const started = performance.now();
    await Promise.all(
      loops.slice(0, count).map((loop, n) =>
        loop.run(
          files.filter((_, i) => i % count === n),
          1,
        ),
      ),
    );
    return files.length / (performance.now() - started);
  };
  try {
    // Both are warm.
    await bareRate(2);
    const gains = await interleaved(
      rounds,
      async () => (await workersRate(photos, 2)) / (await workersRate(photos, 1)),
      async () => (await bareRate(2)) / (await bareRate(1)),
    );
    const four = await workersRate(photos, 4);
    return {
      title: 'A second worker',
      beside: 'bare sharp loops, two processes beside one',
      lines: [line('what two worker processes make, beside one', gains, { digits: 2, unit: 'times', least: 0.85 })],
      notes: [`With four workers on this machine: ${(four * 1000).toFixed(1)} photos/s, all ${photos.count} ready.`],
    };
  } finally {
    for (const loop of loops) loop.stop();
  }
}

/** Photos a millisecond from when the first is ready, so that no start counts, until all are. */
async function workersRate(photos, workers) {
  const stack = await startStack();
  try {
    const person = await signUp(stack.url);
    await inParallel(photos.count, UPLOADS_AT_ONCE, (n) => person.upload(photo(photos, n, `scaling ${workers}`)));
    await Promise.all(Array.from({ length: workers }, () => stack.startWorker()));
    const made = async () => (await person.send('GET', `/api/images?state=ready&limit=${photos.count}`)).json().items.length;
    const first = await untilTrue(made);
    const started = performance.now();
    await untilTrue(async () => (await person.send('GET', '/api/images?state=processing&limit=1')).json().items.length === 0);
    const ms = performance.now() - started;
    const ready = await made();
    if (ready !== photos.count) throw new Error(`${ready} of ${photos.count} photos became ready`);
    person.close();
    return (photos.count - first) / ms;
  } finally {
    await stack.remove();
  }
}

async function untilTrue(look) {
  for (;;) {
    const answer = await look();
    if (answer) return answer;
    await wait(LOOK);
  }
}
