import { clockDifference } from '#libs/domain/drive/clock.js';
import { ObjectExists, ObjectNotFound, StoreFull, StoreUnavailable } from '#libs/ports/errors.js';

/** Error codes of MinIO and Ceph for a full store. */
const FULL = ['XMinioStorageFull', 'XMinioAdminBucketQuotaExceeded', 'QuotaExceeded'];

export interface FailedAnswer {
  status: number;
  /** The S3 error code of the body; empty for a HEAD. */
  code: string;
  /** The header `Date`. */
  date?: string | undefined;
}

/** Translates a failed answer into an error of the port. */
export function answerError({ status, code, date }: FailedAnswer, key: string): Error {
  if (status === 404 && code !== 'NoSuchBucket') return new ObjectNotFound(`No object lies under ${key}.`);
  if (status === 412) return new ObjectExists(`An object lies under ${key} already.`);
  if (status === 416) return new RangeError(`The range is beyond the end of ${key}.`);
  if (status === 507 || FULL.includes(code)) return new StoreFull('The object store is full.');
  if (status === 401 || status === 403) return new StoreUnavailable(refusal(date, `(${status} ${code})`.replace(' )', ')')));
  return new StoreUnavailable(`The object store answered ${status} ${code}.`.replace(' .', '.'));
}

/** A server refuses a signature that is more than 15 minutes old or early, often by a HEAD that can't say why. */
function refusal(date: string | undefined, answered: string): string {
  const time = new Date(date ?? NaN);
  const difference = Number.isNaN(time.getTime()) ? null : clockDifference({ of: 'the object store', time });
  if (difference) return `${difference} The object store refuses what this machine signs ${answered}.`;
  return `The object store refuses the key and secret of SHOEBOX_STORAGE_URL, or what they are to do ${answered}.`;
}

/** Translates an error of the connection into an error of the port. An error of the port is returned as it is. */
export function wayError(error: unknown): Error {
  const ours = [ObjectExists, ObjectNotFound, StoreFull, StoreUnavailable, RangeError, TypeError];
  if (error instanceof Error && ours.some((kind) => error instanceof kind)) return error;
  const file = error instanceof Error && 'syscall' in error && 'path' in error;
  return new StoreUnavailable(file ? 'The file for the object store can’t be read.' : 'The object store does not answer.', {
    cause: error,
  });
}

/** The error code in an XML body: `<Error><Code>NoSuchKey</Code>…`. */
export function codeOf(xml: string): string {
  return /<Code>(\w+)<\/Code>/.exec(xml)?.[1] ?? '';
}
