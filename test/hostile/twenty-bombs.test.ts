import { setTimeout as wait } from 'node:timers/promises';

import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';

import { Client, uploadPath } from '../harness/http/client.js';
import { distinctJpeg } from '../harness/images/distinct.js';
import { startDrive, type TestDrive } from '../harness/drive/drive.js';
import { jpeg, noise, unique } from '../harness/images/images.js';
import { residentBytes } from '../harness/drive/processes.js';
import { Random } from '../harness/images/random.js';
import { settled } from '../harness/http/until.js';
import { BOMBS, type Outcome } from './bomb-list.js';

const GOOD = 100;
/** Uploads under way at a time. */
const LANES = 6;
const MEMORY = 1_500_000_000;
/** How many times slower the slowest hundredth of pages may be while bombs come in. */
const SLOWER = 3;
/** Two short runs on a machine with other things to do: chance alone may make one of them slow, but not each time. */
const TRIES = 3;

const random = new Random();
let drive: TestDrive;
let ada: Client;
let reader: Client;
beforeAll(async () => {
  drive = await startDrive();
  [ada, reader] = [await Client.signUp(drive.url), await Client.signUp(drive.url)];
  for (let count = 0; count < 5; count++) await reader.upload(await jpeg());
});
afterAll(() => drive.close());

interface Sent {
  name: string;
  bytes: Buffer;
  may: readonly Outcome[];
}

interface Result {
  /** What became of each upload that was not what it may be. */
  wrong: string[];
  /** Milliseconds of the slowest hundredth of pages. */
  p99: number;
  pages: number;
  peakBytes: number;
}

async function goodPictures(): Promise<Sent[]> {
  const [small, medium, large] = await Promise.all([jpeg(600, 400), noise(1600, 1200), unique(4000, 3000).jpeg().toBuffer()]);
  return Array.from({ length: GOOD }, (_, index) => ({
    name: `good ${index}`,
    bytes: distinctJpeg(index % 10 === 0 ? large : index % 3 === 0 ? medium : small),
    may: ['ready'],
  }));
}

/** What becomes of an upload in the end, and why not when it is not what it may be. */
async function outcome({ name, bytes, may }: Sent): Promise<string[]> {
  const answer = await ada.ask('POST', uploadPath({ name: `${name}.jpg` }), { body: bytes });
  if (answer.status === 415 || answer.status === 422) return may.includes('refused') ? [] : [`${name}: ${answer.text}`];
  if (answer.status !== 201) return [`${name}: ${answer.text}`];
  const { state, reason, sizes } = await settled(ada, answer.json<Image>().id);
  const wrong = [];
  if (!may.includes(state as Outcome)) wrong.push(`${name}: ${state} ${reason?.detail}`);
  if (state === 'rejected' && !reason?.detail) wrong.push(`${name}: rejected for no reason`);
  if (sizes.l.attempts > 2) wrong.push(`${name}: ${sizes.l.attempts} attempts`);
  return wrong;
}

/** Sends them all in some order, while a page is asked for all the time and memory is watched. */
async function run(files: readonly Sent[]): Promise<Result> {
  const line = files.map((file) => ({ file, at: random.next() })).sort((a, b) => a.at - b.at);
  const result: Result = { wrong: [], p99: 0, pages: 0, peakBytes: 0 };
  const lanes = Array.from({ length: LANES }, async () => {
    for (let next = line.pop(); next; next = line.pop()) result.wrong.push(...(await outcome(next.file)));
  });
  let over = false;
  const times: number[] = [];
  const look = async () => {
    while (!over) {
      const begun = performance.now();
      await reader.get(`/${reader.user.name}/list/5`);
      times.push(performance.now() - begun);
      result.peakBytes = Math.max(result.peakBytes, residentBytes(drive.process!.pid!));
      await wait(10);
    }
  };
  const looking = look();
  await Promise.all(lanes).finally(() => (over = true));
  await looking;
  times.sort((a, b) => a - b);
  return { ...result, p99: times[Math.floor(times.length * 0.99)]!, pages: times.length };
}

it(`${BOMBS.length} bombs do not affect ${GOOD} good images`, { timeout: 900_000 }, async () => {
  const bombs = await Promise.all(BOMBS.map(async ({ name, make, may }) => ({ name, may, bytes: await make() })));
  // Every bomb is a small file.
  for (const { name, bytes } of bombs) expect(bytes.length, name).toBeLessThan(20_000_000);
  const pid = drive.process!.pid!;
  for (let tries = 1; ; tries++) {
    const without = await run(await goodPictures());
    // The same bytes would be a duplicate: each try brings its own.
    const withBombs = await run([
      ...(await goodPictures()),
      ...bombs.map(({ bytes, ...bomb }) => ({ ...bomb, bytes: anew(bytes, tries) })),
    ]);
    console.log(
      `bombs ${BOMBS.length} | p99 of a page ${without.p99.toFixed(1)} ms without (${without.pages} pages), ` +
        `${withBombs.p99.toFixed(1)} ms with (${withBombs.pages}) | peak memory ${Math.round(without.peakBytes / 1e6)} MB without, ` +
        `${Math.round(withBombs.peakBytes / 1e6)} MB with | seed ${random.seed}`,
    );
    expect([...without.wrong, ...withBombs.wrong]).toEqual([]);
    expect(withBombs.peakBytes).toBeLessThan(MEMORY);
    if (withBombs.p99 <= SLOWER * without.p99) break;
    expect(tries, 'pages are slow each time that bombs come in').toBeLessThan(TRIES);
  }
  // The process that served from the beginning serves still, and had nothing to complain about.
  expect([drive.process!.pid, drive.process!.exitCode, drive.process!.signalCode]).toEqual([pid, null, null]);
  expect(drive.lines.filter((line) => /"level":(50|60)/.test(line))).toEqual([]);
});

/** Bytes after the end of a picture make it another file, and no other picture. */
function anew(bytes: Buffer, tries: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(tries)]);
}
