import { describe, expect, it } from 'vitest';

import { contentDisposition, fileName } from './content-disposition.js';

describe('contentDisposition', () => {
  it.each([
    ['IMG_0042.jpg', 'inline; filename="IMG_0042.jpg"'],
    ['a b.jpg', 'inline; filename="a b.jpg"'],
    ['"; filename="evil.html', `inline; filename="_; filename=_evil.html"; filename*=UTF-8''%22%3B%20filename%3D%22evil.html`],
    ['a\r\nX-Evil: 1', `inline; filename="a__X-Evil: 1"; filename*=UTF-8''a%0D%0AX-Evil%3A%201`],
    ['back\\slash', `inline; filename="back_slash"; filename*=UTF-8''back%5Cslash`],
    ['100%25.jpg', `inline; filename="100_25.jpg"; filename*=UTF-8''100%2525.jpg`],
    [`it's (*)é.jpg`, `inline; filename="it's (*)_.jpg"; filename*=UTF-8''it%27s%20%28%2A%29%C3%A9.jpg`],
    ['🐙.png', `inline; filename="_.png"; filename*=UTF-8''%F0%9F%90%99.png`],
    ['\ud83d.png', `inline; filename="_.png"; filename*=UTF-8''%EF%BF%BD.png`],
  ])('encodes %j so that no character breaks the header', (name, header) => {
    expect(contentDisposition('inline', name)).toBe(header);
  });
});

describe('fileName', () => {
  it.each([
    ['IMG_0042.png', 'o', 'image/png', 'IMG_0042.png'],
    ['IMG_0042.png', 'm', 'image/jpeg', 'IMG_0042-m.jpg'],
    ['scan.of.tiff', 's', 'image/webp', 'scan.of-s.webp'],
    ['nothing', 'l', 'image/jpeg', 'nothing-l.jpg'],
    ['.hidden', 's', 'image/jpeg', '_hidden-s.jpg'],
    ['.hidden.png', 'o', 'image/png', '_hidden.png'],
    ['.. .png', 'o', 'image/png', '_png'],
    ['.png', 'm', 'image/jpeg', '_png-m.jpg'],
    ['a.b', 'o', 'image/png', 'a.b'],
  ] as const)('of %s at size %s (%s) is %s', (name, size, type, expected) => {
    expect(fileName(name, { size, type })).toBe(expected);
  });
});
