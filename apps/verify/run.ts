import { StoreUnavailable } from '#libs/ports/errors.js';

import type { Drive } from './drive.js';
import type { Report } from './report.js';
import type { Throttle } from './throttle.js';

export interface VerifyOptions {
  repair: boolean;
  /** The share of pictures whose original and variants are read, above 0 and at most 1; null: all, and the whole store is listed. */
  sample: number | null;
}

/** What every check uses. */
export interface Run {
  drive: Drive;
  options: VerifyOptions;
  report: Report;
  throttle: Throttle;
  /** Aborts when the command is interrupted. */
  signal: AbortSignal;
}

/** What is younger may belong to an upload or an attempt in flight. */
export function graceBegins({ drive }: Run): Date {
  return new Date(Date.now() - drive.config.graceSeconds * 1000);
}

/** The user name of an owner, or its id where no account has it. */
export async function ownerName({ drive }: Run, owner: string): Promise<string> {
  return (await drive.users.find(owner))?.name ?? owner;
}

/**
 * Reads one object. When the store itself works, an object that can't be read is damaged: a bad sector, or a file without permission.
 * @returns what `read` does, or why the object can't be read @throws StoreUnavailable when the store does not work, ObjectNotFound
 */
export async function readObject<T>({ drive }: Run, read: () => Promise<T>): Promise<T | { unreadable: string }> {
  try {
    return await read();
  } catch (error) {
    if (!isReadError(error)) throw error;
    await drive.objects.check();
    // Once more: a network may have failed only for a moment.
    try {
      return await read();
    } catch (again) {
      if (!isReadError(again)) throw again;
      await drive.objects.check();
      return { unreadable: again instanceof Error ? again.message : String(again) };
    }
  }
}

function isReadError(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return error instanceof StoreUnavailable || code === 'EIO' || code === 'EACCES' || code === 'EPERM';
}
