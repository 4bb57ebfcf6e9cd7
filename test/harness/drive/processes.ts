import { readdirSync, readFileSync } from 'node:fs';

/** Bytes of resident memory of a process and of all that descend from it; pages that they share count for each. */
export function residentBytes(pid: number): number {
  const parents = new Map<number, number>();
  const resident = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const status = readFileSync(`/proc/${name}/status`, 'latin1');
      parents.set(Number(name), Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1]));
      resident.set(Number(name), Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024);
    } catch {
      // It has ended meanwhile.
    }
  }
  const belongs = (one: number): boolean => one === pid || (parents.has(one) && belongs(parents.get(one)!));
  return [...resident].reduce((sum, [one, bytes]) => sum + (belongs(one) ? bytes : 0), 0);
}

/** How many files, sockets and the like a process holds open. */
export function openFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** The processes that descend from this one, as far as they can be seen. */
export function descendants(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      parents.set(Number(name), Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${name}/status`, 'latin1'))?.[1]));
    } catch {
      // It has ended meanwhile.
    }
  }
  const belongs = (one: number): boolean => parents.has(one) && (parents.get(one) === pid || belongs(parents.get(one)!));
  return [...parents.keys()].filter(belongs);
}
