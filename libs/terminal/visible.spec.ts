import { expect, it } from 'vitest';

import { visible, visibleJson, visibleLines } from './visible.js';

it.each([
  ['IMG (1) é 🌍.jpg', 'IMG (1) é 🌍.jpg'],
  ['a\u001b]0;title\u0007.jpg', 'a\ufffd]0;title\ufffd.jpg'],
  ['a\u009b2J.jpg', 'a\ufffd2J.jpg'],
  ['a.jpg\n0 failed', 'a.jpg\ufffd0 failed'],
  ['gpj.\u202eexe', 'gpj.\ufffdexe'],
  ['a\u200f\u061c\u2066b', 'a\ufffd\ufffd\ufffdb'],
])('of %j a terminal shows %j', (text, shown) => expect(visible(text)).toBe(shown));

it('keeps the lines of a text', () => expect(visibleLines('a\u001b[2J\nb')).toBe('a\ufffd[2J\nb'));

it.each([0, 2])('escapes in JSON with indent %i what a terminal would obey, and keeps the value', (indent) => {
  const value = { items: ['a\u001b\u009b2J\u202e\u2028.jpg', 'é 🌍'] };
  const text = visibleJson(value, indent);
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028]/u);
  expect(text.split('\n')).toHaveLength(JSON.stringify(value, null, indent).split('\n').length);
  expect(JSON.parse(text)).toEqual(value);
});
