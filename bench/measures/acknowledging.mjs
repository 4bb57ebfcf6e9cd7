import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { inParallel, signUp, startDrive } from '../drive.mjs';
import { photo } from '../photos.mjs';
import { startNode } from '../processes.mjs';
import { interleaved, line } from '../rounds.mjs';

const AT_ONCE = 8;

/** Answers 201 a second, while the sizes are being made as well. */
export async function measure({ photos, rounds }) {
  const drive = await startDrive();
  const folder = mkdtempSync(join(tmpdir(), 'shoebox-bench-fsync-'));
  const server = await startNode(['bench/bare/fsync-server.mjs', folder], { ready: /^open (\S+)/ });
  const ours = async (bodies) => {
    const person = await signUp(drive.url);
    const rate = await timed(bodies, (body) => person.upload(body));
    await person.allMade();
    person.close();
    return rate;
  };
  const bare = async (bodies) => {
    const agent = new Agent({ keepAlive: true });
    const rate = await timed(bodies, (body) => post(server.match[1], agent, body));
    agent.destroy();
    return rate;
  };
  const both = (pictures, count) => {
    const bodies = (round) => Array.from({ length: count }, (_, n) => photo(pictures, n, `acknowledging ${round}`));
    return interleaved(
      rounds,
      (round) => ours(bodies(round)),
      (round) => bare(bodies(round)),
    );
  };
  try {
    await ours([photo(photos, 0, 'warm'), photo(photos, 1, 'warm')]);
    const small = await both(photos.small, 4 * photos.count);
    const large = await both(photos, photos.count);
    const unit = 'answers 201/s';
    return {
      title: 'Acknowledging uploads',
      beside: 'bare server that fsyncs',
      lines: [
        line(`${4 * photos.count} pictures of about 200 kB, ${AT_ONCE} at a time`, small, { key: 'acknowledging small', unit, least: 0.4 }),
        line(`${photos.count} photos, ${AT_ONCE} at a time`, large, { key: 'acknowledging photos', unit, least: 0.6 }),
      ],
    };
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
    await drive.remove();
  }
}

/** Bodies a second. */
async function timed(bodies, send) {
  const started = performance.now();
  await inParallel(bodies.length, AT_ONCE, (n) => send(bodies[n]));
  return bodies.length / ((performance.now() - started) / 1000);
}

function post(url, agent, body) {
  return new Promise((resolve, reject) => {
    const sending = request(url, { method: 'POST', agent, headers: { 'content-length': body.length } }, (answer) =>
      answer.resume().on('end', () => (answer.statusCode === 201 ? resolve() : reject(new Error(`answered ${answer.statusCode}`)))),
    );
    sending.on('error', reject).end(body);
  });
}
