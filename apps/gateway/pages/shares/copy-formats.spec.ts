import { expect, it } from 'vitest';

import type { SharedSize, ShareWithImages } from '#libs/api/share.js';

import { copyFormats, copySizes } from './copy-formats.js';

const NAME = `sea "&" [sand]*<b>.jpg`;
const size = (name: string, width: number): SharedSize => ({
  width,
  height: width / 2,
  bytes: 1,
  type: 'image/jpeg',
  url: `/p/T/i/${name}.jpg`,
});
const image = {
  id: 'i',
  name: NAME,
  width: 4000,
  height: 2000,
  thumbhash: null,
  sizes: { s: size('s', 320), m: size('m', 1024), l: null, o: { ...size('o', 4000), type: 'image/tiff' } },
  page: '/p/T/i',
};
const share = (change: Partial<ShareWithImages> = {}): ShareWithImages => ({
  id: 'x',
  token: 'T',
  page: '/p/T',
  name: null,
  album: null,
  imageIds: ['i'],
  sizes: ['s', 'm', 'l'],
  password: false,
  createdAt: '2026-05-17T09:30:00.000Z',
  expiresAt: null,
  opened: 0,
  lastOpenedAt: null,
  pictures: 1,
  images: [image],
  ...change,
});
const texts = (given: ShareWithImages) => Object.fromEntries(copyFormats(given, 'https://d.org').map(({ id, text }) => [id, text]));

it('formats one picture in every format, with its name escaped', () => {
  const alt = 'alt="sea &quot;&amp;&quot; [sand]*&lt;b&gt;.jpg"';
  expect(texts(share())).toEqual({
    link: 'https://d.org/p/T',
    image: 'https://d.org/p/T/i/m.jpg',
    markdown: String.raw`[![sea \"\&\" \[sand\]\*\<b\>\.jpg](https://d.org/p/T/i/m.jpg)](https://d.org/p/T)`,
    html: `<a href="https://d.org/p/T"><img src="https://d.org/p/T/i/m.jpg" width="1024" height="512" ${alt}></a>`,
    // Neither a variant that is not ready nor an original that browsers can't show.
    responsive:
      '<img src="https://d.org/p/T/i/m.jpg" srcset="https://d.org/p/T/i/s.jpg 320w, https://d.org/p/T/i/m.jpg 1024w" ' +
      `sizes="(max-width: 1024px) 100vw, 1024px" width="1024" height="512" ${alt} loading="lazy">`,
    bbcode: '[url=https://d.org/p/T][img]https://d.org/p/T/i/m.jpg[/img][/url]',
  });
});

it('formats several pictures as lines, each with a link to its own page', () => {
  const { bbcode, link } = texts(share({ images: [image, { ...image, id: 'j', page: '/p/T/j' }] }));
  expect(link).toBe('https://d.org/p/T');
  expect(bbcode!.split('\n').map((line) => line.slice(0, 26))).toEqual(
    ['[url=https://d.org/p/T/i][i', '[url=https://d.org/p/T/j][i'].map((line) => line.slice(0, 26)),
  );
});

it('contains only the link when other pages can’t show the pictures', () => {
  expect(Object.keys(texts(share({ password: true })))).toEqual(['link']);
  expect(Object.keys(texts(share({ images: [{ ...image, sizes: { ...image.sizes, s: null, m: null } }] })))).toEqual(['link']);
});

it('formats the pictures in another size or by a preset, no larger than the link gives', () => {
  const presets = [
    { name: 'card', modifiers: 'SS300' },
    { name: 'hero', modifiers: 'SC1600,900' },
    { name: 'far', modifiers: 'CR3000,0,10,10' },
  ];
  const id = '01kdc7q3v8x2m4n6p8r0s2t4v6';
  const given = share({ sizes: ['s', 'm'], images: [{ ...image, id, page: `/p/T/${id}` }] });
  expect(copySizes(given, presets).map(({ label }) => label)).toEqual(['Small', 'Medium', 'card', 'hero', 'far']);
  const html = (key: string) => copyFormats(given, 'https://d.org', presets, key).find((format) => format.id === 'html')!.text;
  expect(html('s')).toContain('<img src="https://d.org/p/T/i/s.jpg" width="320" height="160"');
  expect(html('preset-card')).toContain(`<img src="https://d.org/p/T/i/${id}.card.auto" width="300" height="300"`);
  expect(html('preset-hero')).toContain(`<img src="https://d.org/p/T/i/${id}.hero.auto" width="910" height="512"`);
  // What is not there, or can't be made of this picture, is the medium size.
  for (const key of ['preset-far', 'preset-none', 'o']) expect(html(key)).toContain('/i/m.jpg" width="1024"');
  expect(copySizes({ ...given, password: true }, presets)).toEqual([]);
});
