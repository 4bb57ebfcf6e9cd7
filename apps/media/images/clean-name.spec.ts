import { describe, expect, it } from 'vitest';

import { cleanName, unescapeFormName } from './clean-name.js';

describe('cleanName', () => {
  it.each([
    ['IMG_0042.jpg', 'IMG_0042.jpg'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\fakepath\\me.png', 'me.png'],
    ['a\r\nSet-Cookie: x=1.png', 'aSet-Cookie: x=1.png'],
    ['tab\tnull\0del\x7fc1\x85ls\u2028.png', 'tabnulldelc1ls.png'],
    ['<script>alert(1)<script>.png', '<script>alert(1)<script>.png'],
    ['say "cheese"; 100%.gif', 'say "cheese"; 100%.gif'],
    ['🐙 émoji.png', '🐙 émoji.png'],
    ['  .hidden  ', '.hidden'],
    ['half a pair \ud83d.png', 'half a pair \ufffd.png'],
  ])('cleans %j', (sent, name) => {
    expect(cleanName(sent, 'image/png')).toBe(name);
  });

  it.each([undefined, '', '   ', '/', 'folder/', '..', 'a/..', '.', '\n'])('uses a default name for %j', (sent) => {
    expect(cleanName(sent, 'image/jpeg')).toBe('image.jpg');
  });

  it('shortens a name of 3,000 characters and keeps its extension', () => {
    expect(cleanName(`${'x'.repeat(3000)}.jpeg`, 'image/jpeg')).toBe(`${'x'.repeat(250)}.jpeg`);
    expect(cleanName(`x.${'y'.repeat(3000)}`, 'image/jpeg')).toBe(`x.${'y'.repeat(253)}`);
  });

  it('does not cut a surrogate pair', () => {
    const name = cleanName(`${'🐙'.repeat(200)}.png`, 'image/png');
    expect(name).toBe(`${'🐙'.repeat(125)}.png`);
    expect(name.isWellFormed()).toBe(true);
  });
});

describe('unescapeFormName', () => {
  it('decodes only quotes and line breaks', () => {
    expect(unescapeFormName('a %22b%22%0D%0A100%25%41.png')).toBe('a "b"\r\n100%25%41.png');
  });
});
