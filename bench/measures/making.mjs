import { startLoop } from '../bare/sharp-child.mjs';
import { inParallel, signUp, startDrive } from '../drive.mjs';
import { photo } from '../photos.mjs';
import { interleaved, line } from '../rounds.mjs';

const UPLOADS_AT_ONCE = 4;

/** Photos a second, from the first byte of the first upload until every size of every photo is there. */
export async function measure({ photos, rounds }) {
  const { count, files } = photos;
  const drive = await startDrive();
  const loop = await startLoop();
  const ours = async (round) => {
    const person = await signUp(drive.url);
    const bodies = Array.from({ length: count }, (_, n) => photo(photos, n, `making ${round}`));
    const started = performance.now();
    await inParallel(count, UPLOADS_AT_ONCE, (n) => person.upload(bodies[n]));
    await person.allMade();
    const seconds = (performance.now() - started) / 1000;
    person.close();
    return count / seconds;
  };
  const bare = async () => {
    const { ms } = await loop.run(
      Array.from({ length: count }, (_, n) => files[n % files.length]),
      2,
    );
    return (count / ms) * 1000;
  };
  try {
    const figures = await interleaved(rounds, ours, bare);
    return {
      title: 'Making the sizes',
      beside: 'bare sharp loop',
      lines: [line(`${count} photos, first upload to all sizes ready`, figures, { unit: 'photos/s', least: 0.65 })],
    };
  } finally {
    loop.stop();
    await drive.remove();
  }
}
