import { describe, expect, it } from 'vitest';

import { ObjectExists, ObjectNotFound, StoreFull, StoreUnavailable } from '#libs/ports/errors.js';

import { answerError, codeOf, wayError } from './errors.js';

describe('an answer of an S3 server', () => {
  it.each([
    [404, 'NoSuchKey', ObjectNotFound],
    [404, '', ObjectNotFound],
    [404, 'NoSuchBucket', StoreUnavailable],
    [412, 'PreconditionFailed', ObjectExists],
    [416, 'InvalidRange', RangeError],
    [507, '', StoreFull],
    [403, 'QuotaExceeded', StoreFull],
    [500, 'XMinioStorageFull', StoreFull],
    [403, 'AccessDenied', StoreUnavailable],
    [500, 'InternalError', StoreUnavailable],
    [503, 'SlowDown', StoreUnavailable],
  ])('%s %s is an error of the port', (status, code, kind) => {
    expect(answerError({ status, code, date: undefined }, 'a/b')).toBeInstanceOf(kind);
  });

  it('has its code in the body', () => {
    expect(codeOf('<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>')).toBe('NoSuchKey');
    expect(codeOf('')).toBe('');
  });
});

describe('an error of the connection', () => {
  it('is a store that is unavailable, with its cause', () => {
    const cause = new Error('socket hang up');
    expect(wayError(cause)).toMatchObject({ code: 'STORE_UNAVAILABLE', cause });
  });

  it.each([new ObjectExists('x'), new ObjectNotFound('x'), new StoreFull('x'), new RangeError('x')])(
    'that is one of the port stays %s',
    (error) => {
      expect(wayError(error)).toBe(error);
    },
  );
});
