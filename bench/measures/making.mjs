import { startLoop } from '../bare/sharp-child.mjs';
import { inParallel, signUp, startDrive } from '../drive.mjs';
import { photo } from '../photos.mjs';
import { interleaved, line } from '../rounds.mjs';

const UPLOADS_AT_ONCE = 4;

/** Photos a second, from the first byte of the first upload until every size of every photo is there. */
export async function measure({ photos, rounds }) {
  const drive = await startDrive();
  const loop = await startLoop();
  const ours = async (pictures, count, round) => {
    const person = await signUp(drive.url);
    const bodies = Array.from({ length: count }, (_, n) => photo(pictures, n, `making ${round}`));
    const started = performance.now();
    await inParallel(count, UPLOADS_AT_ONCE, (n) => person.upload(bodies[n]));
    await person.allMade();
    const seconds = (performance.now() - started) / 1000;
    person.close();
    return count / seconds;
  };
  const bare = async ({ files }, count) => {
    const { ms } = await loop.run(
      Array.from({ length: count }, (_, n) => files[n % files.length]),
      2,
    );
    return (count / ms) * 1000;
  };
  const both = (pictures, count) =>
    interleaved(
      rounds,
      (round) => ours(pictures, count, round),
      () => bare(pictures, count),
    );
  try {
    // Both are warm.
    await ours(photos.small, 2, 'warm');
    await bare(photos.small, 2);
    const large = await both(photos, photos.count);
    const small = await both(photos.small, 4 * photos.count);
    return {
      title: 'Making the sizes',
      beside: 'bare sharp loop',
      lines: [
        line(`${photos.count} photos, first upload to all sizes ready`, large, { key: 'making photos', unit: 'photos/s', least: 0.82 }),
        line(`${4 * photos.count} pictures of about 200 kB`, small, { key: 'making small', unit: 'pictures/s', least: 0.75 }),
      ],
    };
  } finally {
    loop.stop();
    await drive.remove();
  }
}
