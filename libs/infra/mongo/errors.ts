import { mongo } from 'mongoose';

import { UniqueViolation } from '../unique-violation.js';
import { RepositoryFull, RepositoryUnavailable } from '#libs/ports/errors.js';

/** Error codes, https://www.mongodb.com/docs/manual/reference/error-codes/ */
const DUPLICATE_KEY = 11000;
/** QuotaExceeded, OutOfDiskSpace. */
const FULL: ReadonlySet<number> = new Set([12501, 14031]);
/**
 * Failures of the server or the connection: HostUnreachable, HostNotFound, Unauthorized, AuthenticationFailed, MaxTimeMSExpired,
 * WriteConcernFailed, NetworkTimeout, ShutdownInProgress, WriteConflict, FailedToSatisfyReadPreference, PrimarySteppedDown,
 * ExceededTimeLimit, CannotSatisfyWriteConcern, MechanismUnavailable, a service that refuses, SocketException, NotWritablePrimary,
 * interrupted at shutdown or by a change of the primary, NotPrimaryNoSecondaryOk, NotPrimaryOrSecondary.
 */
const UNAVAILABLE: ReadonlySet<number> = new Set([
  6, 7, 13, 18, 50, 64, 89, 91, 100, 112, 133, 189, 262, 334, 8000, 9001, 10_107, 11_600, 11_602, 13_435, 13_436,
]);
/** Unauthorized, AuthenticationFailed. */
const LOGIN: ReadonlySet<number> = new Set([13, 18]);
/** Connection errors of the driver. Its other errors are programming errors. */
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

/** Translates an error of MongoDB or its driver into an error of the ports, with the original as cause. Other errors are returned as they are. */
export function mongoError(error: unknown): Error {
  if (error instanceof mongo.MongoServerError) return serverError(error);
  if (isConnection(error)) return unavailable(error);
  return error instanceof Error ? error : new Error(String(error));
}

/** Translates any error of connecting. */
export function unavailable(cause: unknown): RepositoryUnavailable {
  if (cause instanceof RepositoryUnavailable) return cause;
  const refused = cause instanceof mongo.MongoServerError && LOGIN.has(Number(cause.code));
  return new RepositoryUnavailable(refused ? 'The database refuses the log-in.' : 'The database does not answer.', { cause });
}

function serverError(error: mongo.MongoServerError): Error {
  const code = Number(error.code);
  if (code === DUPLICATE_KEY) return new UniqueViolation(Object.keys((error['keyPattern'] ?? {}) as object).join(','));
  if (FULL.has(code)) return new RepositoryFull('The database has no room left.', { cause: error });
  // The write may not be on enough members, so it must not be acknowledged.
  const unsure = error instanceof mongo.MongoWriteConcernError || error.hasErrorLabel('RetryableWriteError');
  return unsure || UNAVAILABLE.has(code) ? unavailable(error) : error;
}

function isConnection(error: unknown): boolean {
  // The driver does not export these two: no connection of the pool in time, and a closed pool.
  const hidden = error instanceof Error && /^Mongo(WaitQueueTimeout|PoolClosed)Error$/.test(error.name);
  return hidden || CONNECTION.some((kind) => error instanceof kind);
}
