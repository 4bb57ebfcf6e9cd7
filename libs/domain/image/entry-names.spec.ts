import { expect, it } from 'vitest';

import { EntryNames } from './entry-names.js';

it.each([
  ['IMG_0042.jpg', 'IMG_0042.jpg'],
  ['🐙 émoji.png', '🐙 émoji.png'],
  ['.bashrc', '_.bashrc'],
  [' .bashrc', '_.bashrc'],
  ['-rf', '_-rf'],
  ['--to=x.jpg', '_--to=x.jpg'],
  ['gpj.\u202eexe', 'gpj._exe'],
  ['../../etc/passwd', '_.._.._etc_passwd'],
  ['/etc/passwd', '_etc_passwd'],
  ['..\\..\\boot.ini', '_.._.._boot.ini'],
  ['C:\\a.jpg', 'C__a.jpg'],
  ['a\0b\nc.jpg', 'a_b_c.jpg'],
  ['a<b>"c"|d?e*.jpg', 'a_b__c__d_e_.jpg'],
  ['..', 'image'],
  ['. . .', 'image'],
  ['', 'image'],
  ['trailing. . ', 'trailing'],
  ['CON', '_CON'],
  ['nul.jpg', '_nul.jpg'],
  ['Com1.tar.gz', '_Com1.tar.gz'],
  ['console.jpg', 'console.jpg'],
  ['half \ud83d.png', 'half \ufffd.png'],
  ['missing.txt', 'missing (2).txt'],
])('%j becomes %j', (wanted, name) => {
  expect(new EntryNames(['missing.txt']).take(wanted)).toBe(name);
});

it('returns each name once, ignoring case, with a number before the extension', () => {
  const names = new EntryNames();
  const wanted = ['IMG.jpg', 'IMG.jpg', 'img.JPG', 'IMG (2).jpg', 'IMG.jpg', 'plain', 'plain', 'e\u0301.png', '\u00e9.png'];
  expect(wanted.map((name) => names.take(name))).toEqual([
    'IMG.jpg',
    'IMG (2).jpg',
    'img (3).JPG',
    'IMG (2) (2).jpg',
    'IMG (4).jpg',
    'plain',
    'plain (2)',
    'e\u0301.png',
    '\u00e9 (2).png',
  ]);
});

it('shortens names that are too long, keeping the extension and whole characters', () => {
  const names = new EntryNames();
  for (const name of ['x'.repeat(255), `${'🐙'.repeat(120)}.jpeg`, `${'字'.repeat(250)}.png`]) {
    const first = names.take(name);
    const second = names.take(name);
    expect([Buffer.byteLength(first) <= 255, Buffer.byteLength(second) <= 255, second === first]).toEqual([true, true, false]);
    expect(second.isWellFormed()).toBe(true);
    expect(/\.\w+$/.exec(second)?.[0]).toBe(/\.\w+$/.exec(name)?.[0]);
  }
});

it('numbers ten thousand equal names without counting from one each time', () => {
  const names = new EntryNames();
  const given = Array.from({ length: 10_000 }, () => names.take('IMG.jpg'));
  expect(new Set(given).size).toBe(10_000);
  expect(given.at(-1)).toBe('IMG (10000).jpg');
});
