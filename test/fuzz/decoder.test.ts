import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { SNIFF_BYTES, sniff } from '#libs/domain/image-types.js';
import { ChildDecoder } from '#libs/imaging/decoder/child-decoder.js';
import type { ExitCause } from '#libs/imaging/decoder/decoder.js';
import { DecoderFailed, DecoderGone, ImageError } from '#libs/imaging/image-error.js';

import { Random } from '../harness/images/random.js';
import { mutate } from './mutate.js';
import { seeds } from './seeds.js';

const MINUTES = Number(process.env['TEST_FUZZ_MINUTES'] ?? 1);
/** Bytes that a child may have resident: the limit of one that is alone, and what it may take between two looks of the watchdog. */
const MOST_BYTES = 1_300_000_000;
/** Milliseconds for one file: the limits of CPU time of header and sizes, for a child that gets a tenth of a core. */
const MOST_MS = 350_000;

const random = new Random();
let folder: string;
let decoder: ChildDecoder;
const exits: Partial<Record<ExitCause, number>> = {};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shoebox-fuzz-'));
  const onExit = (cause: ExitCause) => void (exits[cause] = (exits[cause] ?? 0) + 1);
  decoder = new ChildDecoder({ children: 1, maxPixels: 100e6, maxJpegPixels: 256e6, maxSide: 20_000, format: 'jpeg', onExit });
});
afterAll(async () => {
  await decoder.close();
  rmSync(folder, { recursive: true });
});

/** What becomes of a file: `ready`, the code of its refusal, or how the child ended. Every other error is one of the parent. */
async function decode(bytes: Buffer): Promise<string> {
  const type = sniff(bytes.subarray(0, SNIFF_BYTES));
  if (!type) return 'no picture';
  const [file, outDir] = [join(folder, 'file'), join(folder, 'sizes')];
  writeFileSync(file, bytes);
  await mkdir(outDir);
  try {
    await decoder.readHeader(file, type);
    await decoder.render(file, type, outDir, () => Promise.resolve());
    return 'ready';
  } catch (error) {
    if (error instanceof ImageError) return error.code;
    if (error instanceof DecoderFailed) return 'FAILED';
    if (error instanceof DecoderGone && error.crashed) return 'CRASHED';
    throw error;
  } finally {
    await rm(outDir, { recursive: true });
  }
}

it(`takes changed files for ${MINUTES} minutes, seed ${random.seed}`, { timeout: MINUTES * 60_000 + MOST_MS }, async () => {
  const groups = await seeds();
  const all = groups.flat();
  expect(all.length).toBeGreaterThanOrEqual(200);
  const outcomes: Record<string, number> = {};
  let mostBytes = 0;
  const watch = setInterval(() => {
    for (const pid of decoder.pids) mostBytes = Math.max(mostBytes, peakBytes(pid));
  }, 100);
  const end = Date.now() + MINUTES * 60_000;
  try {
    while (Date.now() < end) {
      const bytes = mutate(random.pick(random.pick(groups)), random, all);
      const late = AbortSignal.timeout(MOST_MS);
      const outcome = await Promise.race([decode(bytes), hang(late, bytes)]);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
  } finally {
    clearInterval(watch);
  }
  // oxlint-disable-next-line no-console
  console.log(JSON.stringify({ seed: random.seed, outcomes, exits, mostBytes }));
  expect(mostBytes).toBeLessThan(MOST_BYTES);
  // Most files still are pictures or damaged ones: a decoder that refuses everything tests nothing.
  expect(outcomes['ready']).toBeGreaterThan(0);
  expect(outcomes['BROKEN_IMAGE']).toBeGreaterThan(0);
});

/** Rejects with the file when it took too long. */
function hang(signal: AbortSignal, bytes: Buffer): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error(`A file hangs: ${bytes.toString('base64')}`)));
  });
}

/** The most resident memory that a process had; 0 when it is gone. */
function peakBytes(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
