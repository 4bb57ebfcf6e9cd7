import { UniqueViolation } from '../unique-violation.js';
import { RepositoryFull, RepositoryUnavailable } from '#libs/ports/errors.js';

/** Extended result codes, https://sqlite.org/rescode.html; the low byte is the primary code. */
const FULL = 13;
const IOERR_SHMSIZE = 4874;
const CONSTRAINT_UNIQUE = 2067;
const CONSTRAINT_PRIMARYKEY = 1555;
/** Failures of the file or the machine: PERM, BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, CANTOPEN, PROTOCOL, NOTADB. */
const UNAVAILABLE: ReadonlySet<number> = new Set([3, 5, 6, 7, 8, 10, 11, 14, 15, 26]);

/** Translates an error of SQLite into an error of the ports. Any other error, such as a wrong statement, is returned as it is. */
export function sqliteError(error: { errcode?: number; message: string }): Error {
  const { errcode, message } = error;
  // The shared memory of the WAL is a file as well, and the first to fail on a full disk.
  if (errcode === FULL || errcode === IOERR_SHMSIZE) return new RepositoryFull(message);
  if (errcode === CONSTRAINT_UNIQUE || errcode === CONSTRAINT_PRIMARYKEY) return new UniqueViolation(message.replace(/^.*failed: /, ''));
  if (errcode !== undefined && UNAVAILABLE.has(errcode & 0xff)) return new RepositoryUnavailable(message);
  return error instanceof Error ? error : new Error(message);
}
