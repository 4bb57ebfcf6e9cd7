import { startLoop } from '../bare/sharp-child.mjs';
import { inParallel, signUp, startDrive } from '../drive.mjs';
import { photo, smallPictures } from '../photos.mjs';
import { interleaved, line } from '../rounds.mjs';

const UPLOADS_AT_ONCE = 4;

/** Pictures a second, from the first byte of the first upload until every size of every picture is there. */
export async function measure({ photos, rounds, quick }) {
  const drive = await startDrive();
  const loop = await startLoop();
  const figuresOf = async (pictures) => {
    const { count, files } = pictures;
    const ours = async (round) => {
      const person = await signUp(drive.url);
      const bodies = Array.from({ length: count }, (_, n) => photo(pictures, n, `making ${round}`));
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
    return interleaved(rounds, ours, bare);
  };
  try {
    const large = await figuresOf(photos);
    const small = await figuresOf({ ...(await smallPictures()), count: quick ? 24 : 240 });
    return {
      title: 'Making the sizes',
      beside: 'bare sharp loop',
      lines: [
        line(`${photos.count} photos, first upload to all sizes ready`, large, { key: 'making photos', unit: 'photos/s', least: 0.82 }),
        line('pictures of 200 kB, first upload to all sizes ready', small, { key: 'making small', unit: 'pictures/s', least: 0.75 }),
      ],
    };
  } finally {
    loop.stop();
    await drive.remove();
  }
}
