import { readFileSync } from 'node:fs';

/** The unit of CPU times in /proc: USER_HZ, 100 a second on everything that Node runs on (proc(5)). */
const TICKS_PER_SECOND = 100;

export interface Usage {
  /** User and system time of all threads since the process began. */
  cpuSeconds: number;
  residentBytes: number;
}

/** What a process has used so far, or null if there is no /proc or no such process. Takes some 50 µs. */
export function readUsage(pid: number): Usage | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The command's name is in brackets and may hold spaces and brackets; times are the 14th and 15th field.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
    return {
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
      residentBytes: Number(resident?.[1] ?? 0) * 1024,
    };
  } catch {
    return null;
  }
}

/** What a child may use for one request. */
export interface UsageLimits {
  cpuSeconds: number;
  residentBytes: number;
}

/** The limit that a process exceeded; `time` if it hangs. */
export type ExceededLimit = 'cpu' | 'memory' | 'time';

const CHECK_MS = 200;

/**
 * Calls `onExceeded` once when a process has used more than its limits from now on. CPU seconds decide and not the clock, which would be
 * unjust on a busy machine; time is only for a process that hangs, and for systems without /proc. Time is counted in checks, so that it
 * stands still while this process is stopped as well (a terminal, a laptop that sleeps). Returns a function that ends the watch, and says
 * how many CPU seconds were used, as far as it is known.
 */
export function watchUsage(pid: number, limits: UsageLimits, onExceeded: (limit: ExceededLimit) => void): () => number {
  const begin = readUsage(pid);
  let used = 0;
  const look = (): Usage | null => {
    const now = readUsage(pid);
    if (begin && now) used = now.cpuSeconds - begin.cpuSeconds;
    return now;
  };
  let checksLeft = (limits.cpuSeconds * 1000 * (begin ? 20 : 4)) / CHECK_MS;
  const timer = setInterval(() => {
    const now = look();
    const exceeded =
      --checksLeft < 0 ? 'time' : used > limits.cpuSeconds ? 'cpu' : now && now.residentBytes > limits.residentBytes ? 'memory' : null;
    if (!exceeded) return;
    clearInterval(timer);
    onExceeded(exceeded);
  }, CHECK_MS);
  return () => {
    clearInterval(timer);
    look();
    return used;
  };
}
