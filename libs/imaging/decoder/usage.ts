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

const CHECK_MS = 200;

/**
 * Calls `onOver` once when a process has used more than it may since now. CPU seconds and not the clock decide, since a busy machine
 * would make that unjust; the clock is only for a process that hangs, and where there is no /proc. Returns a function that ends the watch.
 */
export function watchUsage(pid: number, allowance: Allowance, onOver: (what: string) => void): () => void {
  const begin = readUsage(pid);
  const deadline = performance.now() + allowance.cpuSeconds * 1000 * (begin ? 20 : 4);
  const timer = setInterval(() => {
    const now = readUsage(pid);
    const over =
      performance.now() > deadline
        ? 'time'
        : begin && now && now.cpuSeconds - begin.cpuSeconds > allowance.cpuSeconds
          ? 'CPU time'
          : now && now.residentBytes > allowance.residentBytes
            ? 'memory'
            : null;
    if (!over) return;
    clearInterval(timer);
    onOver(over);
  }, CHECK_MS);
  return () => clearInterval(timer);
}
