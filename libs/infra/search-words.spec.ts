import { expect, it } from 'vitest';

import { fold, wordRanges, wordsOf } from './search-words.js';

it.each([
  ['Été à Nice.png', ['ETE', 'A', 'NICE', 'PNG']],
  ['IMG_0042.JPG', ['IMG', '0042', '42', 'JPG']],
  ['PXL20190601.jpg', ['PXL20190601', '20190601', 'JPG']],
  ['Hauptstraße 000', ['HAUPTSTRASSE', '000', '0']],
  ['ὈΔΥΣΣΕΎΣ', ['ΟΔΥΣΣΕΥΣ']],
  ['東京の夏', ['東京の夏', '京の夏', 'の夏', '夏']],
  ['a a A', ['A']],
  ['%_!? …', []],
  ['\uD800 half a pair', ['HALF', 'A', 'PAIR']],
])('cuts %j into %j', (name, words) => expect(wordsOf(name)).toEqual(words));

it('splits a very long word into parts that are found', () => {
  const [first, second] = wordsOf('x'.repeat(100));
  expect([first!.length, second!.length]).toEqual([64, 36]);
  expect(wordRanges('x'.repeat(100)).map(({ from }) => from)).toEqual([first, second]);
});

it.each<[string, string[]]>([
  ['o’Brien', ['O', 'BRIEN']],
  ['IMG_0042 img', ['IMG', '0042']],
  ['%', []],
  ['東'.repeat(20), ['東'.repeat(16)]],
])('looks for %j by words that begin with %j', (typed, beginnings) => {
  expect(wordRanges(typed)).toEqual(beginnings.map((from) => ({ from, to: `${from}\u{10FFFF}` })));
});

it.each([
  ['Ångström', 'angstrom'],
  ['Straße', 'STRASSE'],
  ['ὈΔΥΣΣΕΎΣ', 'οδυσσευς'],
  ['ﬁne', 'FINE'],
  ['Żółw', 'żółw'],
])('folds %s like %s', (a, b) => expect(fold(a)).toBe(fold(b)));
