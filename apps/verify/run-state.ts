import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import { noCounts, type Counts } from './report.js';

const FILE = 'verify-state.json';

/** Where a run is. The rows are read in the order of their ids, so the last id says which are done. */
export interface RunState {
  /** The id of the drive. */
  drive: string;
  startedAt: string;
  /** The last image of the last page that was checked. */
  after?: string | undefined;
  counts: Counts;
}

const Stored = z.object({
  drive: z.string(),
  startedAt: z.iso.datetime(),
  after: z.string().optional(),
  counts: z.custom<Counts>((value) => typeof value === 'object' && value !== null),
});

export function newRun(drive: string): RunState {
  return { drive, startedAt: new Date().toISOString(), counts: noCounts() };
}

/** The state of an interrupted run on this drive; null when there is none. */
export async function interruptedRun(tmpDir: string, drive: string): Promise<RunState | null> {
  const text = await readFile(join(tmpDir, FILE), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    const state = Stored.parse(JSON.parse(text));
    return state.drive === drive ? { ...state, counts: { ...noCounts(), ...state.counts } } : null;
  } catch {
    return null;
  }
}

/** Replaces the file in one step: a run that is killed meanwhile leaves the state before. */
export async function saveRun(tmpDir: string, state: RunState): Promise<void> {
  const path = join(tmpDir, FILE);
  await writeFile(`${path}.new`, JSON.stringify(state), { mode: 0o600 });
  await rename(`${path}.new`, path);
}

export async function forgetRun(tmpDir: string): Promise<void> {
  await rm(join(tmpDir, FILE), { force: true });
}
