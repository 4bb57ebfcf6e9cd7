import { expect, it } from 'vitest';

import { originOf } from './login.command.js';

it.each([
  ['drive.example', 'https://drive.example'],
  ['http://drive.example:3000/ada/list/5/', 'http://drive.example:3000'],
  ['localhost:3000', 'http://localhost:3000'],
  ['127.0.0.1', 'http://127.0.0.1'],
  ['[::1]:3000/', 'http://[::1]:3000'],
  // Plain HTTP, which shows the password, only to this machine.
  ['localhost.example', 'https://localhost.example'],
  ['127.example', 'https://127.example'],
])('%s is the drive at %s', (address, origin) => expect(originOf(address)).toBe(origin));

it.each(['', 'https://ada:secret@drive.example', 'https://'])('%j is refused', (address) =>
  expect(() => originOf(address)).toThrow('is not the address'),
);
