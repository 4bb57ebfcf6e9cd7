import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Node keeps compiled code here: a campaign starts hundreds of processes, and most of a start is compiling. */
export const COMPILED = { NODE_COMPILE_CACHE: join(tmpdir(), 'shoebox-faults-compiled') } as const;

/** A module that is loaded into a process of the drive before anything else. */
export function preload(name: 'die-at' | 'die-at-point' | 'shift-clock' | 'planted'): string {
  return new URL(`./preload/${name}.mjs`, import.meta.url).href;
}

/** Points at which a process can be killed; preload/die-at-point.mjs says where each is. */
export const MEDIA_POINTS = ['U1', 'U2', 'U3', 'U4', 'U5', 'U6', 'U7', 'D1', 'D2', 'D3'] as const;
export const WORKER_POINTS = ['W1', 'W2', 'W3', 'W4', 'W5', 'G1'] as const;

const MINUTE = 60_000;
/** A day, less a little: after a jump of more than a day maintenance waits for an hour, and no test can. */
const DAY = 23 * 60 * MINUTE;
/** Milliseconds by which a clock is wrong. */
export const CLOCK_SHIFTS = [-DAY, -5 * MINUTE, 5 * MINUTE, DAY] as const;
