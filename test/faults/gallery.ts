import { distinctJpeg, distinctPng } from '../harness/images/distinct.js';
import { noise, transparentPng, unique } from '../harness/images/images.js';
import type { Random } from '../harness/images/random.js';

/** Pictures of several kinds, most of them small. */
export async function gallery(): Promise<(random: Random) => Buffer> {
  const [small, medium, large, png] = await Promise.all([
    unique(96, 64).jpeg().toBuffer(),
    noise(500, 300),
    unique(3000, 2000).jpeg({ quality: 60 }).toBuffer(),
    transparentPng(200, 150),
  ]);
  return (random) => {
    const part = random.next();
    if (part < 0.1) return distinctPng(png);
    return distinctJpeg(part < 0.11 ? large : part < 0.25 ? medium : small);
  };
}
