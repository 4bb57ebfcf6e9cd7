import { UniqueViolation } from '../unique-violation.js';
import { RepositoryFull, RepositoryUnavailable } from '#libs/ports/errors.js';

/** Result codes, https://sqlite.org/rescode.html: the low byte is the kind, the whole the detail. */
const FULL = 13;
const IOERR_SHMSIZE = 4874;
const CONSTRAINT_UNIQUE = 2067;
const CONSTRAINT_PRIMARYKEY = 1555;
/** PERM, BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, CANTOPEN, PROTOCOL, NOTADB: the file or the machine, not the statement. */
const UNAVAILABLE: ReadonlySet<number> = new Set([3, 5, 6, 7, 8, 10, 11, 14, 15, 26]);

/** What the ports throw for an error of SQLite; a mistake of ours stays what it is. */
export function sqliteError(error: { errcode?: number; message: string }): Error {
  const { errcode, message } = error;
  // The shared memory of the WAL is a file too, and the first that does not fit.
  if (errcode === FULL || errcode === IOERR_SHMSIZE) return new RepositoryFull(message);
  if (errcode === CONSTRAINT_UNIQUE || errcode === CONSTRAINT_PRIMARYKEY) return new UniqueViolation(message.replace(/^.*failed: /, ''));
  if (errcode !== undefined && UNAVAILABLE.has(errcode & 0xff)) return new RepositoryUnavailable(message);
  return error instanceof Error ? error : new Error(message);
}
