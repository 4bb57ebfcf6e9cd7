import { mongo } from 'mongoose';

import { UniqueViolation } from '../unique-violation.js';
import { RepositoryFull, RepositoryUnavailable } from '#libs/ports/errors.js';

/** Error codes, https://www.mongodb.com/docs/manual/reference/error-codes/ */
const DUPLICATE_KEY = 11000;
/** QuotaExceeded, OutOfDiskSpace. */
const FULL: ReadonlySet<number> = new Set([12501, 14031]);
/**
 * The server or the way to it, not what was asked: HostUnreachable, HostNotFound, Unauthorized, AuthenticationFailed, MaxTimeMSExpired,
 * WriteConcernFailed, NetworkTimeout, ShutdownInProgress, WriteConflict, FailedToSatisfyReadPreference, PrimarySteppedDown,
 * ExceededTimeLimit, CannotSatisfyWriteConcern, MechanismUnavailable, a service that refuses, SocketException, NotWritablePrimary,
 * interrupted at shutdown or by a change of the primary, NotPrimaryNoSecondaryOk, NotPrimaryOrSecondary.
 */
const UNAVAILABLE: ReadonlySet<number> = new Set([
  6, 7, 13, 18, 50, 64, 89, 91, 100, 112, 133, 189, 262, 334, 8000, 9001, 10_107, 11_600, 11_602, 13_435, 13_436,
]);
/** Unauthorized, AuthenticationFailed. */
const LOGIN: ReadonlySet<number> = new Set([13, 18]);
/** Errors of the driver that tell of the connection; all others it makes itself are mistakes of ours. */
const CONNECTION = [
  mongo.MongoNetworkError,
  mongo.MongoSystemError,
  mongo.MongoOperationTimeoutError,
  mongo.MongoNotConnectedError,
  mongo.MongoTopologyClosedError,
  mongo.MongoServerClosedError,
  mongo.MongoClientClosedError,
  mongo.MongoUnexpectedServerResponseError,
  mongo.MongoStalePrimaryError,
] as const;

/** What the ports throw for an error of MongoDB or its driver; a mistake of ours stays what it is. The vendor's words are the cause only. */
export function mongoError(error: unknown): Error {
  if (error instanceof mongo.MongoServerError) return serverError(error);
  if (isConnection(error)) return unavailable(error);
  return error instanceof Error ? error : new Error(String(error));
}

/** For whatever goes wrong while there is no connection yet. */
export function unavailable(cause: unknown): RepositoryUnavailable {
  if (cause instanceof RepositoryUnavailable) return cause;
  const refused = cause instanceof mongo.MongoServerError && LOGIN.has(Number(cause.code));
  return new RepositoryUnavailable(refused ? 'The database refuses the log-in.' : 'The database does not answer.', { cause });
}

function serverError(error: mongo.MongoServerError): Error {
  const code = Number(error.code);
  if (code === DUPLICATE_KEY) return new UniqueViolation(Object.keys((error['keyPattern'] ?? {}) as object).join(','));
  if (FULL.has(code)) return new RepositoryFull('The database has no room left.', { cause: error });
  // Not known to be on enough members yet, so nothing may be acknowledged.
  const unsure = error instanceof mongo.MongoWriteConcernError || error.hasErrorLabel('RetryableWriteError');
  return unsure || UNAVAILABLE.has(code) ? unavailable(error) : error;
}

function isConnection(error: unknown): boolean {
  // Two that the driver does not export: a connection that did not come in time, and a pool that was closed.
  const hidden = error instanceof Error && /^Mongo(WaitQueueTimeout|PoolClosed)Error$/.test(error.name);
  return hidden || CONNECTION.some((kind) => error instanceof kind);
}
