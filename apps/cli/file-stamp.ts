import type { BigIntStats } from 'node:fs';

/** Nanoseconds within which two changes of a file may have the same time: what FAT keeps, the coarsest in use. */
const COARSEST = 2_000_000_000n;

/**
 * Says of a file that it is as it was: its size, which file it is (inode), and the times of its last change to the nanosecond. The time
 * that can't be set (`ctime`) is among them, since programs give a changed file its old `mtime` back.
 */
export function stampOf({ size, ino, mtimeNs, ctimeNs }: BigIntStats): string {
  return [size, ino, mtimeNs, ctimeNs].join('-');
}

/** Whether a change right after this moment (milliseconds since 1970) would be seen by the stamp. */
export function isSettled({ mtimeNs, ctimeNs }: BigIntStats, at: number): boolean {
  const last = mtimeNs > ctimeNs ? mtimeNs : ctimeNs;
  return last + COARSEST < BigInt(Math.floor(at)) * 1_000_000n;
}
