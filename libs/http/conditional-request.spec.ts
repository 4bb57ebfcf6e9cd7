import { describe, expect, it } from 'vitest';

import { parseHttpDate, parseRange, rangeOf } from './conditional-request.js';

describe('parseRange', () => {
  it.each([
    ['bytes=0-9', { start: 0, end: 9 }],
    ['bytes=90-', { start: 90, end: 99 }],
    ['bytes=90-500', { start: 90, end: 99 }],
    ['bytes=-10', { start: 90, end: 99 }],
    ['bytes=-500', { start: 0, end: 99 }],
    ['bytes=99-99', { start: 99, end: 99 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-4', null],
    ['bytes=-', null],
    ['bytes=0-1,3-4', null],
    ['items=0-1', null],
    ['bytes=a-b', null],
    [undefined, null],
  ])('%s of 100 bytes', (header, expected) => expect(parseRange(header, 100)).toEqual(expected));

  it('finds every range of an empty body unsatisfiable', () => {
    expect(parseRange('bytes=0-', 0)).toBe('unsatisfiable');
    expect(parseRange('bytes=-5', 0)).toBe('unsatisfiable');
  });
});

describe('parseHttpDate', () => {
  it.each(['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994'])('%s', (text) =>
    expect(parseHttpDate(text)?.toISOString()).toBe('1994-11-06T08:49:37.000Z'),
  );

  it.each([undefined, '', '0', '1994', '1994-11-06T08:49:37Z', 'Sun, 06 Nov 1994 08:49:37', 'Sun, 41 Nov 1994 08:49:37 GMT', '"x"'])(
    'not %s',
    (text) => expect(parseHttpDate(text)).toBeNull(),
  );
});

it('a weak Last-Modified is no If-Range', () => {
  const lastModified = new Date('1994-11-06T08:49:37.900Z');
  const headers = { range: 'bytes=0-0', 'if-range': 'Sun, 06 Nov 1994 08:49:37 GMT' };
  const body = { bytes: 10, etag: '"x"', lastModified };
  expect(rangeOf(headers, { ...body, lastModifiedIsStrong: true })).toEqual({ start: 0, end: 0 });
  expect(rangeOf(headers, { ...body, lastModifiedIsStrong: false })).toBeNull();
  expect(rangeOf(headers, { ...body, lastModified: null, lastModifiedIsStrong: true })).toBeNull();
});
