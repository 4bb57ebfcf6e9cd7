import { setTimeout as wait } from 'node:timers/promises';

import { startLoop } from '../bare/sharp-child.mjs';
import { signUp, startDrive } from '../drive.mjs';
import { photo } from '../photos.mjs';
import { interleaved, line, median } from '../rounds.mjs';

/** Milliseconds between two looks. */
const LOOK = 3;

/** Milliseconds from the last byte of one upload, with nothing else going on, until its smallest size can be had. */
export async function measure({ photos, rounds }) {
  const count = Math.min(photos.count, photos.files.length);
  const drive = await startDrive();
  const loop = await startLoop();
  const ours = async (round) => {
    const person = await signUp(drive.url);
    const times = [];
    for (let n = 0; n < count; n++) {
      const { id, sentAt } = await person.upload(photo(photos, n, `first ${round}`));
      while ((await person.send('GET', `/get/${id}/s?exact`)).status !== 200) await wait(LOOK);
      times.push(performance.now() - sentAt);
      await person.allMade();
    }
    person.close();
    return median(times);
  };
  const bare = async () => {
    const times = [];
    for (const file of photos.files.slice(0, count)) times.push((await loop.run([file], 1)).firsts[0]);
    return median(times);
  };
  try {
    // Both are warm: a first picture would also pay for the start of its decoder.
    await ours('warm');
    await bare();
    const figures = await interleaved(rounds, ours, bare);
    return {
      title: 'The first size',
      beside: 'bare sharp loop, from the start of a file to its s',
      lines: [
        line('last byte of an upload to `s?exact`, median of a round', figures, {
          key: 'first size',
          unit: 'ms',
          digits: 0,
          most: 1.25,
        }),
      ],
    };
  } finally {
    loop.stop();
    await drive.remove();
  }
}
