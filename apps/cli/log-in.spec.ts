import { expect, it } from 'vitest';

import { originOf } from './log-in.js';

it.each([
  ['drive.example', 'https://drive.example'],
  ['http://drive.example:3000/ada/list/5/', 'http://drive.example:3000'],
  ['localhost:3000', 'http://localhost:3000'],
  ['127.0.0.1', 'http://127.0.0.1'],
  ['[::1]:3000/', 'http://[::1]:3000'],
  // A password goes in the clear to this machine alone.
  ['localhost.example', 'https://localhost.example'],
  ['127.example', 'https://127.example'],
])('%s is the drive at %s', (typed, origin) => expect(originOf(typed)).toBe(origin));

it.each(['', 'https://ada:secret@drive.example', 'https://'])('%j is none', (typed) => expect(() => originOf(typed)).toThrow('no address'));
