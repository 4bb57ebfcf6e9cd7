import { StoreFull, StoreUnavailable } from '#libs/ports/errors.js';

/** The code of a system error, such as `ENOENT`; undefined for any other error. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && 'errno' in error && 'code' in error ? String(error.code) : undefined;
}

/** Translates a system error into an error of the port, and throws it. Any other error is thrown as it is. */
export function storeError(error: unknown): never {
  const name = errnoOf(error);
  if (name === 'ENOSPC' || name === 'EDQUOT') throw new StoreFull('The disk of the object store is full.', { cause: error });
  if (name) throw new StoreUnavailable(`The folder of the object store can't be used (${name}).`, { cause: error });
  throw error;
}
