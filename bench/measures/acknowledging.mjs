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
  const { count } = photos;
  const drive = await startDrive();
  const folder = mkdtempSync(join(tmpdir(), 'shoebox-bench-fsync-'));
  const server = await startNode(['bench/bare/fsync-server.mjs', folder], { ready: /^open (\S+)/ });
  const timed = async (bodies, send) => {
    const started = performance.now();
    await inParallel(count, AT_ONCE, (n) => send(bodies[n]));
    return count / ((performance.now() - started) / 1000);
  };
  const bodiesOf = (round) => Array.from({ length: count }, (_, n) => photo(photos, n, `acknowledging ${round}`));
  const ours = async (round) => {
    const person = await signUp(drive.url);
    const rate = await timed(bodiesOf(round), (body) => person.upload(body));
    await person.allMade();
    person.close();
    return rate;
  };
  const bare = async (round) => {
    const agent = new Agent({ keepAlive: true });
    const rate = await timed(bodiesOf(round), (body) => post(server.match[1], agent, body));
    agent.destroy();
    return rate;
  };
  try {
    await ours('warm');
    const figures = await interleaved(rounds, ours, bare);
    return {
      title: 'Acknowledging uploads',
      beside: 'bare server that fsyncs',
      lines: [line(`${count} photos, ${AT_ONCE} at a time`, figures, { unit: 'answers 201/s', least: 0.3 })],
    };
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
    await drive.remove();
  }
}

function post(url, agent, body) {
  return new Promise((resolve, reject) => {
    const sending = request(url, { method: 'POST', agent, headers: { 'content-length': body.length } }, (answer) =>
      answer.resume().on('end', () => (answer.statusCode === 201 ? resolve() : reject(new Error(`answered ${answer.statusCode}`)))),
    );
    sending.on('error', reject).end(body);
  });
}
