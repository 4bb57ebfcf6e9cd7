import { ObjectExists, ObjectNotFound, StoreFull, StoreUnavailable } from '#libs/ports/errors.js';

/** Error codes of MinIO and Ceph for a full store. */
const FULL = ['XMinioStorageFull', 'XMinioAdminBucketQuotaExceeded', 'QuotaExceeded'];

/** Translates a failed answer into an error of the port. @param code the S3 error code of the body, empty for a HEAD */
export function answerError(status: number, code: string, key: string): Error {
  if (status === 404 && code !== 'NoSuchBucket') return new ObjectNotFound(`No object lies under ${key}.`);
  if (status === 412) return new ObjectExists(`An object lies under ${key} already.`);
  if (status === 416) return new RangeError(`The range is beyond the end of ${key}.`);
  if (status === 507 || FULL.includes(code)) return new StoreFull('The object store is full.');
  const refused = 'refuses the key and secret of SHOEBOX_STORAGE_URL, what they are to do, or the clock of this machine';
  if (status === 401 || status === 403) return new StoreUnavailable(`The object store ${refused} (${status} ${code}).`.replace(' )', ')'));
  return new StoreUnavailable(`The object store answered ${status} ${code}.`.replace(' .', '.'));
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
