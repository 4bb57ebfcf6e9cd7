// How much the resident memory of the serving process, with the settings of `npm start`, rises while twenty uploads of 50 MB come in at
// once, twice, and beside four clients that stop half-way. Run it on Linux: node bench/upload-memory.mjs (by `npm run bench:memory`)
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';

import sharp from 'sharp';

import { startDrive } from './drive.mjs';

const UPLOADS = 20;
const BYTES = 50e6;
const MB = 1e6;

const drive = await startDrive();
const { url } = drive;

const resident = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${drive.pid}/status`, 'utf8'))[1]) * 1024;
const signedUp = await fetch(`${url}/api/auth/signup`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ email: 'bench@example.org', password: randomBytes(9).toString('base64') }),
});
const { sessionToken } = await signedUp.json();

// Bytes after the end of a picture are kept, so a small picture makes a large upload, each another one.
const head = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#468' } })
  .jpeg()
  .toBuffer();
const filler = randomBytes(1e6);

/** Sends one picture of 50 MB, or stops half-way when told to; resolves with the status, or with the open request. */
function upload({ half = false } = {}) {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${sessionToken}`, 'content-type': 'image/jpeg', 'content-length': BYTES };
    const sending = request(`${url}/api/images`, { method: 'POST', headers, agent: false }, (answer) =>
      answer.resume().on('end', () => resolve(answer.statusCode)),
    );
    sending.on('error', reject);
    let left = BYTES;
    const write = (chunk) => {
      left -= chunk.length;
      return sending.write(chunk);
    };
    write(Buffer.concat([head, randomBytes(16)]));
    const pump = () => {
      while (left > (half ? BYTES / 2 : 0))
        if (!write(filler.subarray(0, Math.min(filler.length, left)))) return sending.once('drain', pump);
      if (half) resolve(sending);
      else sending.end();
    };
    pump();
  });
}

async function round(name, rest) {
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, resident())), 10);
  const started = performance.now();
  const statuses = await Promise.all(Array.from({ length: UPLOADS }, () => upload()));
  clearInterval(timer);
  const others = statuses.filter((status) => status !== 201);
  if (others.length > 0) console.log(`other answers: ${others.join(', ')}`);
  const ok = statuses.filter((status) => status === 201).length;
  console.log(
    `${name}: ${ok} of ${UPLOADS} answered 201 in ${((performance.now() - started) / 1000).toFixed(1)} s; peak ${(peak / MB).toFixed(0)} MB, ${((peak - rest) / MB).toFixed(0)} MB above rest`,
  );
}

try {
  await upload();
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const rest = resident();
  console.log(`rest after one upload: ${(rest / MB).toFixed(0)} MB`);
  await round('first round', rest);
  await round('second round', rest);
  const stuck = await Promise.all(Array.from({ length: 4 }, () => upload({ half: true })));
  await round('beside four clients that stopped half-way', rest);
  for (const sending of stuck) sending.on('error', () => undefined).destroy();
} finally {
  await drive.remove();
}
