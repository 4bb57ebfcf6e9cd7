import { describe, expect, it } from 'vitest';

import { addIds, moveIds, putBackIds, removeIds } from './album-order.js';

const letters = (text: string) => text.split('');

describe('the images of an album', () => {
  it('are added at the end, each once', () => expect(addIds(letters('abc'), letters('dbd'))).toEqual(letters('abcd')));
  it.each([
    // The album as it is, what comes back, the album as it was, and as it becomes.
    ['ab', 'c', 'abc', 'abc'],
    ['bc', 'a', 'abc', 'abc'],
    ['ad', 'bc', 'abcd', 'abcd'],
    ['', 'ab', 'ab', 'ab'],
    ['da', 'bc', 'abcd', 'dabc'],
    ['xa', 'b', 'ab', 'xab'],
    ['ab', 'b', 'ab', 'ab'],
  ])('%s gets back %s where they were in %s: %s', (images, ids, order, expected) => {
    expect(putBackIds(letters(images), letters(ids), letters(order))).toEqual(letters(expected));
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
