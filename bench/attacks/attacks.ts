import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { afterAll, describe, it } from 'vitest';

import { startDrive } from '../../test/harness/drive/drive.js';
import { openFiles, residentBytes } from '../../test/harness/drive/processes.js';
import { Stack } from '../../test/harness/drive/stack.js';
import { Client, PASSWORD } from '../../test/harness/http/client.js';
import { ready } from '../../test/harness/http/until.js';
import { tiffDirectories } from '../../test/harness/images/hostile-formats.js';
import { canvas } from '../../test/harness/images/hostile-png.js';
import { noise } from '../../test/harness/images/images.js';
import { findServer } from '../../test/harness/servers/find-server.js';
import { HonestPerson, WORK, type Times } from './honest-person.js';

const NAMES = ['half-bodies', 'slow-heads', 'slow-readers', 'dribblers', 'directory-bombs', 'bombs', 'log-ins'] as const;
/** Times as long as without the attack that the slowest hundredth may take. */
const GOAL = 3;
/** Milliseconds of honest work without an attack, before and after it, and beside it. */
const [WITHOUT, BESIDE] = [12_000, 24_000];
/** Milliseconds within which descriptors and memory of those that attacked are to be free, and between two looks. */
const [RECOVERY, LOOK] = [90_000, 250];
/** Descriptors more than before that are no leak: connections that are kept for the next call. */
const KEPT = 20;

interface Subject {
  url: string;
  pids: () => number[];
  close: () => Promise<unknown>;
}

const chosen = process.env['ATTACKS']!.split(',');
const folder = await mkdtemp(join(tmpdir(), 'shoebox-attacks-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(process.env['ATTACKS_FORM']!.split(','))('%s', (form) => {
  it('is measured beside attacks', { timeout: 3_600_000 }, async () => {
    const subject = form === 'stack' ? await openStack() : await openEmbedded();
    try {
      const honest = new HonestPerson(subject.url, await noise(800, 600));
      const needs = await prepare(subject.url);
      await honest.work(5_000);
      console.log(
        `\n### ${form}\n\n| attack | ${WORK.map((what) => `${what}: p99 without, beside, ratio`).join(' | ')} | memory | descriptors |`,
      );
      console.log(
        `| ${Array(WORK.length + 3)
          .fill('---')
          .join(' | ')} |`,
      );
      for (const name of NAMES.filter((each) => chosen.includes(each) || chosen.includes('all')))
        console.log(await measure(name, subject, honest, needs));
    } finally {
      await subject.close();
    }
  });
});

async function openEmbedded(): Promise<Subject> {
  const drive = await startDrive();
  return { url: drive.url, pids: () => [drive.process!.pid!], close: () => drive.close() };
}

async function openStack(): Promise<Subject> {
  const [mongo, s3, redis] = await Promise.all((['mongo', 's3', 'redis'] as const).map(findServer));
  const stack = await Stack.start({ mongo: mongo!.url, s3: s3!.url, redis: redis!.url });
  const pids = () => Object.values(stack.apps).flatMap((apps) => apps.map(({ pid }) => pid));
  return { url: stack.url, pids, close: () => stack.close() };
}

/** Accounts of attackers, a large picture of theirs, and files. */
async function prepare(url: string) {
  const attackers = await Promise.all(Array.from({ length: 10 }, () => Client.signUp(url)));
  const [first] = attackers;
  const large = await ready(first!, (await first!.upload(await noise(3000, 2400))).id);
  return {
    attacker: first!,
    path: `/get/${large.id}/o`,
    accounts: attackers.map(({ user }) => ({ email: user.email, password: PASSWORD })),
    files: {
      'directory-bombs': await Promise.all([1, 2, 3].map((grey) => write(`directories-${grey}`, tiffDirectories(5_000, grey)))),
      bombs: [await write('interlaced-16', interlaced(16)), await write('interlaced-8', interlaced(8))],
    } as Record<string, string[]>,
  };
}

async function write(name: string, bytes: Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

/** Small, valid, and as slow to decode as a picture may be. */
function interlaced(depth: 8 | 16): Buffer {
  return canvas({ width: 7_000, height: 7_000, depth, color: 6, interlaced: true });
}

/** A row of the table: the honest person alone, beside the attack, and alone again. */
async function measure(name: string, subject: Subject, honest: HonestPerson, needs: Awaited<ReturnType<typeof prepare>>): Promise<string> {
  const { attacker, path, accounts, files } = needs;
  const before = await honest.work(WITHOUT);
  const rest = usage(subject);
  const attack = { url: subject.url, token: attacker.token, path, files: files[name], accounts, localAddress: '127.9.9.9' };
  const child = spawn(process.execPath, ['bench/attacks/attacker.mjs', name], {
    env: { ...process.env, ATTACK: JSON.stringify(attack) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // It may end by itself, when the drive has closed all its connections.
  const ended = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), ended]);
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, usage(subject).bytes)), LOOK);
  const beside = await honest.work(BESIDE);
  clearInterval(watch);
  child.kill('SIGKILL');
  await ended;
  const back = await recover(subject, rest.files + KEPT);
  await giveUpPictures(attacker);
  const after = await honest.work(WITHOUT);
  const cells = WORK.map((what) => cell([...before[what], ...after[what]], beside[what]));
  return `| ${[name, ...cells, `${megabytes(rest.bytes)}, ${megabytes(peak)} MB`, `${rest.files}, ${back}`].join(' | ')} |`;
}

/**
 * Deletes the attacker's pictures that are not made yet, which may take hours; and waits until the decoder works on none of them any more,
 * as two small ones behind them show: each of two jobs at a time may still have one.
 */
async function giveUpPictures(attacker: Client): Promise<void> {
  for (let ids = await attacker.ids({ state: 'processing' }); ids.length > 0; ids = await attacker.ids({ state: 'processing' }))
    await attacker.json('POST', '/api/images/bulk', { ids, action: 'purge' }, { status: 200 });
  for (let n = 0; n < 2; n++) await ready(attacker, (await attacker.upload(await noise(64, 64))).id);
}

function cell(without: number[], beside: Times['page']): string {
  const [alone, attacked] = [p99(without), p99(beside)];
  const ratio = attacked / alone;
  const all = `${alone.toFixed(0)} ms of ${without.length}, ${attacked.toFixed(0)} ms of ${beside.length}`;
  return `${all}, ${ratio.toFixed(1)}: ${ratio <= GOAL ? 'reached' : 'missed'}`;
}

function p99(times: number[]): number {
  return times.toSorted((a, b) => a - b)[Math.ceil(times.length * 0.99) - 1]!;
}

function usage({ pids }: Subject): { bytes: number; files: number } {
  const each = pids();
  return { bytes: each.reduce((sum, pid) => sum + residentBytes(pid), 0), files: each.reduce((sum, pid) => sum + openFiles(pid), 0) };
}

/** How many descriptors are open when they are no more than this, or in the end; and after how long. */
async function recover(subject: Subject, least: number): Promise<string> {
  const begun = performance.now();
  for (;;) {
    const { files } = usage(subject);
    const ms = performance.now() - begun;
    if (files <= least || ms > RECOVERY) return `${files} after ${(ms / 1000).toFixed(1)} s`;
    await wait(LOOK);
  }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}
