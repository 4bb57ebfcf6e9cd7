import { type ChildProcess, spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';

import { type Scratch, type Wall, wallCommand, wallsThatHold } from './walls.js';

/** Node strips types with WebAssembly, which --jitless disables: a child that runs from source has a compiler and more memory. */
const SOURCE = import.meta.url.endsWith('.ts');
const ENTRY = fileURLToPath(import.meta.resolve(SOURCE ? './child.ts' : '#libs/imaging/decoder/child.js'));

/** `wasm` children decode with WebAssembly and so have a compiler; `plain` children have none. */
export type Profile = 'plain' | 'wasm';

/**
 * Bytes of data a child may have (RLIMIT_DATA), above what an idle one maps: 64 MB without a compiler, 540 MB with one, almost all of it
 * the range for its code. libvips then fails or aborts, before the machine swaps.
 */
const DATA_BYTES: Record<Profile, number> = { plain: SOURCE ? 1_600_000_000 : 1_000_000_000, wasm: 1_600_000_000 };
const PROFILE_FLAGS: Record<Profile, string[]> = { plain: SOURCE ? [] : ['--jitless'], wasm: [] };
const FLAGS = ['--v8-pool-size=1', '--max-old-space-size=64', ...(SOURCE ? ['--conditions=drive-source'] : [])];

/**
 * glibc (mallopt(3)): one heap for all threads, which keeps up to 32 MiB between two pictures. Small blocks that go back to the system and
 * come again take a fifth of the time of a picture in page faults, and a heap for each thread takes more memory.
 */
const MALLOC = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: `${32 * 2 ** 20}`, MALLOC_TRIM_THRESHOLD_: `${32 * 2 ** 20}` };

/** The walls behind which children of this process start (walls.ts). */
export function decoderWalls(scratch: Scratch | undefined): readonly Wall[] {
  // One test with the largest limit is enough for all.
  return wallsThatHold(Math.max(...Object.values(DATA_BYTES)), scratch);
}

/**
 * Starts a decoder child with a channel (`stdio[3]`, see protocol.ts), this niceness (0 to 19), and none of the environment of this process, behind the walls that
 * the machine has.
 */
export function spawnChild(profile: Profile, niceness: number, scratch?: Scratch): ChildProcess {
  decoderWalls(scratch);
  const command = [...wallCommand(DATA_BYTES[profile], scratch), process.execPath, ...PROFILE_FLAGS[profile], ...FLAGS];
  // Before it is another user's, whose priority this process could not change.
  const [program, ...args] = scratch?.user ? ['nice', '-n', `${niceness}`, ...command, ENTRY] : [...command, ENTRY];
  const child = spawn(program!, args, {
    env: {
      ...MALLOC,
      ...(scratch && { TMPDIR: scratch.writes ?? scratch.reads ?? '/' }),
    },
    // Frames of JSON and bytes rather than the messages of `fork`: what a broken child says is read within bounds, and as data only.
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  if (scratch?.user) return child;
  try {
    // Set by the parent it holds for all threads of the child; set by the child it would hold for one.
    if (child.pid !== undefined) setPriority(child.pid, niceness);
  } catch {
    // The child has ended already, which its exit event reports, or the system has no niceness.
  }
  return child;
}
