import { StoreFull, StoreUnavailable } from '#libs/ports/errors.js';

/** The name of a system error (`ENOENT`), or undefined for any other. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && 'errno' in error && 'code' in error ? String(error.code) : undefined;
}

/** Throws what the port says for a system error; any other error as it is. */
export function storeError(error: unknown): never {
  const name = errnoOf(error);
  if (name === 'ENOSPC' || name === 'EDQUOT') throw new StoreFull('The disk of the object store is full.', { cause: error });
  if (name) throw new StoreUnavailable(`The folder of the object store can't be used (${name}).`, { cause: error });
  throw error;
}
