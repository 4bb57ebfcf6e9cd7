import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';

/** Types are stripped by WebAssembly, which --jitless takes away, so a child that runs from source has a compiler and more memory. */
const SOURCE = import.meta.url.endsWith('.ts');
const ENTRY = fileURLToPath(import.meta.resolve(SOURCE ? './child.ts' : '#libs/imaging/decoder/child.js'));
const PRLIMIT = ['/usr/bin/prlimit', '/bin/prlimit'].find((path) => existsSync(path));

/** HEIC is decoded by WebAssembly, so a child for it has a compiler; all other children do without. */
export type Profile = 'plain' | 'heic';

/**
 * Bytes of data a child may have (RLIMIT_DATA), above what an idle one maps: 64 MB without a compiler, 540 MB with one, almost all of it
 * the range for its code. libvips then fails or aborts, before the machine swaps.
 */
const DATA_BYTES: Record<Profile, number> = { plain: SOURCE ? 1_600_000_000 : 1_000_000_000, heic: 1_600_000_000 };
const PROFILE_FLAGS: Record<Profile, string[]> = { plain: SOURCE ? [] : ['--jitless'], heic: [] };
const FLAGS = ['--v8-pool-size=1', '--max-old-space-size=64', ...(SOURCE ? ['--conditions=drive-source'] : [])];

let limits: boolean | undefined;

/** `prlimit` with its arguments, or nothing where there is none or it may not (a lower hard limit, a seccomp filter). */
function memoryLimiter(profile: Profile): string[] {
  if (!PRLIMIT) return [];
  const limiter = (bytes: number): string[] => [PRLIMIT, `--data=${bytes}`, '--core=0'];
  // One try with the most that is asked for stands for all.
  const [command = '', ...args] = limiter(Math.max(...Object.values(DATA_BYTES)));
  limits ??= spawnSync(command, [...args, process.execPath, '--version'], { stdio: 'ignore' }).status === 0;
  return limits ? limiter(DATA_BYTES[profile]) : [];
}

/** Starts a decoder child with a channel to it, nothing of this process's environment, and this niceness (0 to 19). */
export function spawnChild(profile: Profile, niceness: number): ChildProcess {
  const command = [...memoryLimiter(profile), process.execPath, ...PROFILE_FLAGS[profile], ...FLAGS];
  const [execPath, ...execArgv] = command as [string, ...string[]];
  const child = fork(ENTRY, [], {
    execPath,
    execArgv,
    // Big blocks go back to the system at once: a third less memory at rest for a twentieth more CPU.
    env: { MALLOC_MMAP_THRESHOLD_: '1048576', MALLOC_TRIM_THRESHOLD_: '1048576' },
    // Keeps a Date a Date.
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  try {
    // Set from here it holds for every thread to come; from inside it would hold for one.
    if (child.pid !== undefined) setPriority(child.pid, niceness);
  } catch {
    // The child is gone already, which its exit tells, or the system knows no niceness.
  }
  return child;
}
