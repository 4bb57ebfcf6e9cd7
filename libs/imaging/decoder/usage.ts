import { readFileSync } from 'node:fs';

/** The unit of CPU times in /proc: USER_HZ, 100 a second on everything that Node runs on (proc(5)). */
const TICKS_PER_SECOND = 100;

export interface Usage {
  /** User and system time of all threads since the process began. */
  cpuSeconds: number;
  residentBytes: number;
}

/** What a process has used so far, or null where there is no /proc or no such process. Takes some 50 µs. */
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

/** What one picture may use of a child. */
export interface Allowance {
  cpuSeconds: number;
  residentBytes: number;
}

/** What a process has too much of: `time` when it hangs. */
export type Excess = 'cpu' | 'memory' | 'time';

const CHECK_MS = 200;

/**
 * Calls `onOver` once when a process has used more than it may since now. CPU seconds and not the clock decide, since a busy machine
 * would make that unjust; time is only for a process that hangs, and where there is no /proc. It is counted in checks, so that what
 * stops this process too (a terminal, a laptop that sleeps) does not count. Returns a function that ends the watch.
 */
export function watchUsage(pid: number, allowance: Allowance, onOver: (excess: Excess) => void): () => void {
  const begin = readUsage(pid);
  let checksLeft = (allowance.cpuSeconds * 1000 * (begin ? 20 : 4)) / CHECK_MS;
  const timer = setInterval(() => {
    const now = readUsage(pid);
    const excess =
      --checksLeft < 0
        ? 'time'
        : begin && now && now.cpuSeconds - begin.cpuSeconds > allowance.cpuSeconds
          ? 'cpu'
          : now && now.residentBytes > allowance.residentBytes
            ? 'memory'
            : null;
    if (!excess) return;
    clearInterval(timer);
    onOver(excess);
  }, CHECK_MS);
  return () => clearInterval(timer);
}
