import { expect, it } from 'vitest';

import { mediaTypeOf } from './media-type.js';

it.each([
  ['application/json', 'application/json'],
  ['Application/JSON; charset=utf-8', 'application/json'],
  ['multipart/form-data;boundary="a;b"', 'multipart/form-data'],
  ['image/svg+xml ; x=1', 'image/svg+xml'],
  ['', ''],
  ['json', ''],
  ['a b/c', ''],
  ['text/', ''],
])('%j declares %j', (header, type) => expect(mediaTypeOf({ 'content-type': header })).toBe(type));

it('returns an empty text without a header', () => expect(mediaTypeOf({})).toBe(''));
