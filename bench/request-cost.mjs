// What one request costs the process of the drive, in milliseconds of its processor: node bench/request-cost.mjs [OTHER] [--level info]
// OTHER is the folder of another build, which is then measured in turn. It needs no quiet machine, only Linux: what others take is not counted.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { parseArgs } from 'node:util';

import sharp from 'sharp';

import { startDrive } from './drive.mjs';

const { values: options, positionals } = parseArgs({
  options: {
    level: { type: 'string', default: 'warn' },
    pictures: { type: 'string', default: '400' },
    rounds: { type: 'string', default: '5' },
  },
  allowPositionals: true,
});
const PICTURES = Number(options.pictures);
const ROUNDS = Number(options.rounds);
const CONNECTIONS = 8;

const ROWS = [
  ['GET /api/images/ID', 600, ({ ids }) => `/api/images/${ids[0]}`],
  ['GET /api/images?limit=50', 200, () => '/api/images?limit=50'],
  ['/NAME/list/50/', 100, () => '/bench/list/50/'],
  ['/NAME/photos/', 100, () => '/bench/photos/'],
  ['one medium picture again and again', 1500, ({ ids }) => `/get/${ids[0]}/m`],
  ['its 304', 3000, ({ ids }) => `/get/${ids[0]}/m`, { 'if-modified-since': new Date(Date.now() + 86_400_000).toUTCString() }],
  [`${PICTURES} medium pictures in turn`, 600, ({ ids }, n) => `/get/${ids[n % ids.length]}/m`],
];

const drives = [];
for (const root of ['.', ...positionals]) drives.push(await start(root));
for (const [name, count, path, headers] of ROWS) {
  const costs = drives.map(() => []);
  for (const drive of drives) await load(drive, count, path, headers);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [n, drive] of drives.entries()) {
      const before = processorMs(drive.pid);
      await load(drive, count, path, headers);
      costs[n].push((processorMs(drive.pid) - before) / count);
    }
  }
  const told = costs.map((all) => `${median(all).toFixed(3)} ms (${Math.min(...all).toFixed(3)} to ${Math.max(...all).toFixed(3)})`);
  console.log(`${name}: ${told.join(' · ')}`);
}
for (const { agent, remove } of drives) {
  agent.destroy();
  await remove();
}

async function start(root) {
  const { url, pid, remove } = await startDrive(undefined, { root, env: { SHOEBOX_LOG_LEVEL: options.level } });
  const body = JSON.stringify({ email: 'bench@example.org', password: randomBytes(9).toString('base64') });
  const signedUp = await fetch(`${url}/api/auth/signup`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const cookie = `shoebox_session=${(await signedUp.json()).sessionToken}`;
  const ids = [];
  for (let n = 0; n < PICTURES; n++) ids.push(await upload(url, cookie));
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const drive = { pid, remove, url: new URL(url), cookie, ids, agent };
  for (const id of ids) while ((await get(drive, `/get/${id}/l?exact`)) === 404) await new Promise((resolve) => setTimeout(resolve, 100));
  return drive;
}

/** A small picture of grain, whose medium size has about 90 kB. */
async function upload(url, cookie) {
  const grain = sharp(randomBytes(330 * 250 * 3), { raw: { width: 330, height: 250, channels: 3 } });
  const body = await grain.resize(660, 500).jpeg({ quality: 85 }).toBuffer();
  return (await (await fetch(`${url}/api/images`, { method: 'POST', headers: { cookie }, body })).json()).id;
}

async function load(drive, count, path, headers) {
  let next = 0;
  const work = async () => {
    while (next < count) {
      const asked = path(drive, next++);
      const status = await get(drive, asked, headers);
      if (status !== (headers ? 304 : 200)) throw new Error(`${asked} answered ${status}`);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
}

function get({ url, cookie, agent }, path, more) {
  return new Promise((resolve, reject) => {
    const sent = request({ host: url.hostname, port: url.port, path, agent, headers: { cookie, ...more } }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode));
    });
    sent.on('error', reject).end();
  });
}

function median(all) {
  return all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];
}

/** Milliseconds of processor of the process so far, without its children; the kernel counts in hundredths of a second. */
function processorMs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
