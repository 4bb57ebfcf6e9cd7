import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { inParallel, signUp, startDrive } from '../drive.mjs';
import { photo, smallPictures } from '../photos.mjs';
import { startNode } from '../processes.mjs';
import { interleaved, line } from '../rounds.mjs';

const AT_ONCE = 8;

/** Answers 201 a second, while the sizes are being made as well. */
export async function measure({ photos, rounds, quick }) {
  const drive = await startDrive();
  const server = await bareServer();
  const figuresOf = async (pictures) => {
    const { count } = pictures;
    const bodiesOf = (round) => Array.from({ length: count }, (_, n) => photo(pictures, n, `acknowledging ${round}`));
    const ours = async (round) => {
      const person = await signUp(drive.url);
      const bodies = bodiesOf(round);
      const rate = await rateOf(count, () => inParallel(count, AT_ONCE, (n) => person.upload(bodies[n])));
      await person.allMade();
      person.close();
      return rate;
    };
    const bare = (round) => {
      const bodies = bodiesOf(round);
      return rateOf(count, () => server.sendAll(bodies, AT_ONCE));
    };
    await ours('warm');
    return interleaved(rounds, ours, bare);
  };
  const unit = 'answers 201/s';
  try {
    const large = await figuresOf(photos);
    const small = await figuresOf({ ...(await smallPictures()), count: quick ? 24 : 240 });
    return {
      title: 'Acknowledging uploads',
      beside: 'bare server that fsyncs',
      lines: [
        line(`${photos.count} photos, ${AT_ONCE} at a time`, large, { key: 'acknowledging photos', unit, least: 0.6 }),
        line(`pictures of 200 kB, ${AT_ONCE} at a time`, small, { key: 'acknowledging small', unit, least: 0.4 }),
      ],
    };
  } finally {
    await server.stop();
    await drive.remove();
  }
}

async function rateOf(count, work) {
  const started = performance.now();
  await work();
  return count / ((performance.now() - started) / 1000);
}

/** The bare server that writes and syncs, in a process of its own. */
export async function bareServer() {
  const folder = mkdtempSync(join(tmpdir(), 'shoebox-bench-fsync-'));
  const server = await startNode(['bench/bare/fsync-server.mjs', folder], { ready: /^open (\S+)/ });
  return {
    async sendAll(bodies, atOnce) {
      const agent = new Agent({ keepAlive: true });
      await inParallel(bodies.length, atOnce, (n) => post(server.match[1], agent, bodies[n]));
      agent.destroy();
    },
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function post(url, agent, body) {
  return new Promise((resolve, reject) => {
    const sending = request(url, { method: 'POST', agent, headers: { 'content-length': body.length } }, (answer) =>
      answer.resume().on('end', () => (answer.statusCode === 201 ? resolve() : reject(new Error(`answered ${answer.statusCode}`)))),
    );
    sending.on('error', reject).end(body);
  });
}
