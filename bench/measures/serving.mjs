import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import sharp from 'sharp';

import { inParallel, signUp, startDrive } from '../drive.mjs';
import { photo } from '../photos.mjs';
import { startNode } from '../processes.mjs';
import { interleaved, line } from '../rounds.mjs';
import { hasWrk, wrk } from '../wrk.mjs';

/** Their mediums are more than the drive keeps at hand, so that asked for in turn each is cold. */
const MANY = { count: 400, bytes: 90_000 };

/** Requests a second for medium pictures, with a session. */
export async function measure({ photos, rounds, quick }) {
  const title = 'Serving';
  if (!hasWrk()) return { title, beside: '', lines: [], notes: ['Not measured: install wrk (Debian: `apt-get install wrk`).'] };
  const seconds = quick ? 2 : 8;
  const drive = await startDrive();
  const person = await signUp(drive.url);
  const { cookie } = person;
  const { id } = await person.upload(photo(photos, 0, 'hot'));
  const script = await uploadMany(person, drive.folder);
  await person.allMade();
  const url = `${drive.url}/get/${id}/m`;
  const { bytes } = await person.send('GET', `/get/${id}/m?exact`);
  const bare = await startNode(['bench/bare/fastify-memory.mjs', String(bytes.length)], { ready: /^open (\S+)/ });
  try {
    const beside = () => wrk(bare.match[1], { seconds });
    const hot = await interleaved(rounds, () => wrk(url, { seconds, cookie }), beside);
    const cold = await interleaved(rounds, () => wrk(drive.url, { seconds, cookie, script }), beside);
    const size = `${Math.round(bytes.length / 1000)} kB`;
    return {
      title,
      beside: `bare Fastify, ${size} from memory`,
      lines: [
        line(`one medium picture of ${size} again and again`, hot, { unit: 'requests/s', digits: 0, least: 0.24 }),
        line(`${MANY.count} medium pictures of about ${MANY.bytes / 1000} kB in turn`, cold, { unit: 'requests/s', digits: 0 }),
      ],
    };
  } finally {
    await bare.stop();
    person.close();
    await drive.remove();
  }
}

/** Uploads small pictures of grain and gives back a script for wrk that asks for their mediums in turn. */
async function uploadMany(person, folder) {
  const paths = [];
  await inParallel(MANY.count, 4, async () => {
    const grain = { raw: { width: 330, height: 250, channels: 3 } };
    const body = await sharp(randomBytes(330 * 250 * 3), grain)
      .resize(660, 500)
      .jpeg({ quality: 85 })
      .toBuffer();
    paths.push(`/get/${(await person.upload(body)).id}/m`);
  });
  const script = join(folder, 'in-turn.lua');
  const list = paths.map((path) => `"${path}"`).join(', ');
  writeFileSync(
    script,
    `local paths = { ${list} }\nlocal n = 0\nrequest = function()\n  n = n % #paths + 1\n  return wrk.format("GET", paths[n])\nend\n`,
  );
  return script;
}
