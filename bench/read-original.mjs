// How long a full read of an original of 20 MB takes, through gateway and media, and how much of a processor: one client, on loopback.
// node bench/read-original.mjs [OTHER], where OTHER is the folder of another build, which is then measured in turn. Run it on Linux.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import sharp from 'sharp';

const BYTES = 20e6;
const ROUNDS = 20;
/** Reads of one build in a round. */
const READS = 4;

const picture = Buffer.concat([
  await sharp({ create: { width: 640, height: 480, channels: 3, background: '#468' } })
    .jpeg()
    .toBuffer(),
  randomBytes(BYTES),
]);

const drives = [];
for (const root of ['.', ...process.argv.slice(2)]) drives.push(await start(root));
for (let round = 0; round < ROUNDS; round++) for (const drive of drives) drive.rounds.push(await measure(drive));
for (const { root, rounds } of drives) {
  // The least is what the work itself takes: everything above it is waiting for others on this machine.
  const [ms, cpu] = ['ms', 'cpu'].map((what) => Math.min(...rounds.map((one) => one[what])));
  console.log(
    `${root}: ${ms.toFixed(1)} ms, ${((BYTES / ms) * 1e-3).toFixed(0)} MB/s, ${cpu.toFixed(1)} ms of processor (least of ${ROUNDS} rounds)`,
  );
}
for (const { process: child, folder } of drives) {
  child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}

async function start(root) {
  const folder = mkdtempSync(join(tmpdir(), 'shoebox-bench-'));
  const child = spawn(process.execPath, ['--max-semi-space-size=1', 'dist/apps/all-in-one/main.js'], {
    cwd: root,
    env: { PATH: process.env.PATH, PORT: '0', SHOEBOX_DATA_DIR: folder, SHOEBOX_LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise((resolve) =>
    createInterface({ input: child.stdout }).on('line', (line) => {
      const ready = /open (\S+)/.exec(line);
      if (ready) resolve(ready[1]);
    }),
  );
  const signedUp = await fetch(`${url}/api/auth/signup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'bench@example.org', password: randomBytes(9).toString('base64') }),
  });
  const headers = { authorization: `Bearer ${(await signedUp.json()).sessionToken}` };
  const { id } = await (await fetch(`${url}/api/images`, { method: 'POST', headers, body: picture })).json();
  for (;;) {
    const { state } = await (await fetch(`${url}/api/images/${id}`, { headers })).json();
    if (state === 'ready') break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { root, folder, process: child, address: `${url}/get/${id}/o`, headers, rounds: [] };
}

async function measure({ process: child, address, headers }) {
  const [before, started] = [processorMs(child.pid), performance.now()];
  for (let read = 0; read < READS; read++) {
    let bytes = 0;
    for await (const chunk of (await fetch(address, { headers })).body) bytes += chunk.length;
    if (bytes !== picture.length) throw new Error(`${bytes} bytes came`);
  }
  return { ms: (performance.now() - started) / READS, cpu: (processorMs(child.pid) - before) / READS };
}

/** Milliseconds of processor of the process so far; the kernel counts in hundredths of a second. */
function processorMs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
