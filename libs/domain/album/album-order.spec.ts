import { describe, expect, it } from 'vitest';

import { addIds, moveIds, putBackIds, removeIds } from './album-order.js';

const letters = (text: string) => text.split('');

describe('the images of an album', () => {
  it('are added at the end, each once', () => expect(addIds(letters('abc'), letters('dbd'))).toEqual(letters('abcd')));
  it.each([
    ['ab', 'abc', 'abc'],
    ['bc', 'abc', 'abc'],
    ['ad', 'abcd', 'abcd'],
    ['', 'ab', 'ab'],
    ['da', 'abcd', 'dabc'],
    ['xa', 'ab', 'xab'],
    ['ba', 'ab', 'ba'],
  ])('%s gets back what it has lost of %s: %s', (images, earlier, order) => {
    expect(putBackIds(letters(images), letters(earlier))).toEqual(letters(order));
  });
  it('are removed', () => expect(removeIds(letters('abc'), letters('bx'))).toEqual(letters('ac')));
  it.each<[string, string | null, string]>([
    ['d', 'a', 'dabce'],
    ['a', 'd', 'bcade'],
    ['ed', 'b', 'aedbc'],
    ['b', null, 'acdeb'],
    ['b', 'b', 'abcde'],
    ['bc', 'b', 'abcde'],
    ['cb', 'b', 'acbde'],
    ['de', 'e', 'abcde'],
    ['axa', 'c', 'bacde'],
    ['abcde', 'a', 'abcde'],
    ['a', 'x', 'bcdea'],
  ])('%s moved before %s: %s', (ids, before, order) => expect(moveIds(letters('abcde'), letters(ids), before)).toEqual(letters(order)));
});
