import { expect, it } from 'vitest';

import { checkedPath } from './path.js';

it.each([
  ['/api/images?limit=../..', '/api/images'],
  ['/get/a%20b/', '/get/a b/'],
  ['/get/%E2%82%AC', '/get/€'],
  ['/get/...', '/get/...'],
])('%s is decoded to %s', (target, path) => {
  expect(checkedPath(target)).toBe(path);
});

it.each([
  '/../a',
  '/a/.',
  '/a/..',
  '/a/%2e',
  '/a/%2E%2e/b',
  '/a/.%2e',
  '/a%2fb',
  '/a%2Fb',
  '/a\\b',
  '/a%5Cb',
  '/a%00',
  '/a%0d%0ab',
  '/%',
  '/%c0%ae%c0%ae/',
])('%s is refused', (target) => {
  expect(() => checkedPath(target)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
});
