import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';

/** Types are stripped by WebAssembly, which --jitless takes away, so a child that runs from source has a compiler and more memory. */
const SOURCE = import.meta.url.endsWith('.ts');
const ENTRY = fileURLToPath(import.meta.resolve(SOURCE ? './child.ts' : './child.js'));
const PRLIMIT = ['/usr/bin/prlimit', '/bin/prlimit'].find((path) => existsSync(path));

/**
 * Bytes of data a child may have (RLIMIT_DATA), above what an idle one maps: 64 MB without a compiler, whose code range alone takes
 * 540 MB. libvips then fails or aborts, before the machine swaps.
 */
const DATA_BYTES = SOURCE ? 1_600_000_000 : 1_000_000_000;

const NODE_FLAGS = SOURCE ? ['--conditions=drive-source'] : ['--jitless'];

let limiter: string[] | undefined;

/** `prlimit` with its arguments, or nothing where there is none or it may not (a lower hard limit, a seccomp filter). */
function memoryLimiter(): string[] {
  if (limiter) return limiter;
  const args = [`--data=${DATA_BYTES}`, '--core=0'];
  const works = PRLIMIT !== undefined && spawnSync(PRLIMIT, [...args, process.execPath, '--version'], { stdio: 'ignore' }).status === 0;
  limiter = works ? [PRLIMIT, ...args] : [];
  return limiter;
}

/** Starts a decoder child with a channel to it, nothing of this process's environment, and this niceness (0 to 19). */
export function spawnChild(niceness: number): ChildProcess {
  const node = [process.execPath, ...NODE_FLAGS, '--v8-pool-size=1', '--max-old-space-size=64'];
  const [execPath, ...execArgv] = [...memoryLimiter(), ...node];
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
