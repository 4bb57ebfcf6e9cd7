import { expect, it } from 'vitest';

import { plainData } from './plain-data.js';

it('gives plain data back itself', () => {
  const value = { items: [{ id: 'a', sizes: { s: { width: 1, error: null } } }], next: null, damaged: true };
  expect(plainData(value)).toBe(value);
});

class Named {
  constructor(readonly name: string) {}
  toJSON() {
    return `named ${this.name}`;
  }
}

it.each([
  ['a date', { at: new Date(0) }],
  ['undefined', { id: 'a', gone: undefined }],
  ['a number that JSON lacks', { width: NaN }],
  ['an object of a class', { list: [new Named('b')] }],
  ['a map', { of: new Map([['a', 1]]) }],
])('%s becomes what JSON makes of it', (_, value) => {
  expect(plainData(value)).toEqual(JSON.parse(JSON.stringify(value)));
});
