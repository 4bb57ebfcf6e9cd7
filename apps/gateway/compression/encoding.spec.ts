import { describe, expect, it } from 'vitest';

import { chosenEncoding, encodedHeaders, isCompressible, varied } from './encoding.js';

describe('the encoding', () => {
  it.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['br;q=0', null],
    ['identity', null],
    ['brotli', null],
    [undefined, null],
  ])('for %s is %s', (accept, encoding) => {
    expect(chosenEncoding({ 'accept-encoding': accept })).toBe(encoding);
  });

  it('is none for a request that another site caused with a cookie', () => {
    for (const site of ['cross-site', 'same-site']) {
      const headers = { 'accept-encoding': 'br', 'sec-fetch-site': site };
      expect(chosenEncoding({ ...headers, cookie: 'shoebox_session=x' })).toBeNull();
      expect(chosenEncoding(headers)).toBe('br');
    }
    expect(chosenEncoding({ 'accept-encoding': 'br', 'sec-fetch-site': 'same-origin', cookie: 'x=y' })).toBe('br');
  });
});

describe('an answer', () => {
  const json = { 'content-type': 'application/json; charset=utf-8' };
  it.each<[string, number, object, number | undefined, boolean]>([
    ['long JSON', 200, json, 1_400, true],
    ['a manifest', 200, { 'content-type': 'application/ld+json;profile="x"' }, 5_000, true],
    ['a long error', 404, { 'content-type': 'text/html' }, 5_000, true],
    ['a short one', 200, json, 1_399, false],
    ['a stream', 200, json, undefined, false],
    ['events', 200, { 'content-type': 'text/event-stream' }, 5_000, false],
    ['a picture', 200, { 'content-type': 'image/jpeg' }, 5_000, false],
    ['an SVG, which no answer of the drive is', 200, { 'content-type': 'image/svg+xml' }, 5_000, false],
    ['an archive', 200, { 'content-type': 'application/zip' }, 5_000, false],
    ['a part', 206, json, 5_000, false],
    ['one that did not change', 304, json, 5_000, false],
    ['one that is compressed', 200, { ...json, 'content-encoding': 'br' }, 5_000, false],
    ['one that must not be changed', 200, { ...json, 'cache-control': 'no-store, no-transform' }, 5_000, false],
  ])('that is %s', (_what, status, headers, bytes, expected) => {
    expect(isCompressible(status, headers as Record<string, string>, bytes)).toBe(expected);
  });

  it('loses its length, and its ETag is that of the same content', () => {
    const headers = { ...json, 'content-length': '5000', 'accept-ranges': 'bytes', etag: '"a"' };
    expect(encodedHeaders(headers, 'br')).toEqual({ ...json, etag: 'W/"a"', 'content-encoding': 'br' });
    expect(encodedHeaders({ etag: 'W/"a"' }, 'gzip')).toEqual({ etag: 'W/"a"', 'content-encoding': 'gzip' });
  });

  it.each([
    [undefined, 'accept-encoding'],
    ['origin', 'origin, accept-encoding'],
    ['Accept-Encoding', 'Accept-Encoding'],
    ['*', '*'],
  ])('with Vary: %s varies by %s', (vary, expected) => {
    expect(varied({ vary })).toBe(expected);
  });
});
