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

/**
 * Requests a second of somebody with a session, each beside the same bare Fastify, which sends the medium picture from memory: one measure
 * for all, so that the lines can be compared. The 304 stands beside the 304 of the same.
 */
export async function measure({ photos, rounds, quick }) {
  const title = 'Serving';
  if (!hasWrk()) return { title, beside: '', lines: [], notes: ['Not measured: install wrk (Debian: `apt-get install wrk`).'] };
  const drive = await startDrive();
  const person = await signUp(drive.url);
  let bare;
  try {
    const { id } = await person.upload(photo(photos, 0, 'hot'));
    const script = await uploadMany(person, drive.folder);
    await person.allMade();
    const medium = `/get/${id}/m`;
    const { bytes, headers } = await person.send('GET', `${medium}?exact`);
    bare = await startNode(['bench/bare/fastify-memory.mjs', String(bytes.length)], { ready: /^open (\S+)/ });
    const seconds = quick ? 2 : 8;
    const row = async (what, { key, least, path = '', inTurn, known = false }) => {
      const beside = known ? ['If-None-Match: "bare"'] : [];
      const own = [`Cookie: ${person.cookie}`, ...(known ? [`If-None-Match: ${headers.etag}`] : [])];
      const figures = await interleaved(
        rounds,
        () => wrk(drive.url + path, { seconds, script: inTurn, headers: own }),
        () => wrk(bare.match[1], { seconds, headers: beside }),
      );
      return line(what, figures, { key: `serving ${key}`, unit: 'requests/s', digits: 0, least });
    };
    const pages = `/${person.user.name}`;
    const lines = [
      await row('one medium picture again and again', { key: 'medium', path: medium, least: 0.65 }),
      await row('its 304', { key: 'not modified', path: medium, known: true, least: 0.7 }),
      await row(`${MANY.count} medium pictures in turn`, { key: 'mediums in turn', inTurn: script, least: 0.15 }),
      await row('`GET /api/images/ID`', { key: 'image', path: `/api/images/${id}`, least: 0.25 }),
      await row('`GET /api/images?limit=50`', { key: 'images', path: '/api/images?limit=50', least: 0.06 }),
      await row('`/NAME/list/50/`', { key: 'list page', path: `${pages}/list/50/`, least: 0.04 }),
      await row('`/NAME/photos/`', { key: 'photos page', path: `${pages}/photos/`, least: 0.03 }),
    ];
    return { title, beside: `bare Fastify, ${Math.round(bytes.length / 1000)} kB from memory`, lines };
  } finally {
    await bare?.stop();
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
