import { describe, expect, it } from 'vitest';

import { storeError } from './errors.js';
import { StoreFull, StoreUnavailable } from '#libs/ports/errors.js';

const systemError = (code: string) => Object.assign(new Error(`${code}: /srv/secret/path`), { code, errno: -1, syscall: 'write' });

describe('storeError', () => {
  it.each(['ENOSPC', 'EDQUOT'])('%s: the store is full', (code) => {
    expect(() => storeError(systemError(code))).toThrow(StoreFull);
  });

  it.each(['EIO', 'EROFS', 'EACCES', 'ENOENT', 'ESTALE', 'EMFILE'])(
    '%s: the store is unavailable, without saying where it lies',
    (code) => {
      expect(() => storeError(systemError(code))).toThrow(StoreUnavailable);
      expect(() => storeError(systemError(code))).toThrow(/^[^/]*$/);
    },
  );

  it('throws any other error as it is', () => {
    expect(() => storeError(new RangeError('x'))).toThrow(RangeError);
  });
});
