import { expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';

import { picture } from '../pages.fixture.js';
import { tileHtml } from './tile.js';

const PLAIN = { user: { name: 'ada' }, query: '', eager: false, selectable: true };

function html(change: Partial<Image> = {}, more = {}): string {
  return tileHtml({ ...PLAIN, image: picture(change), ...more });
}

it('shows every change of what it shows, though the tile before is kept', () => {
  const { sizes } = picture();
  const reason = { code: 'BROKEN_IMAGE', detail: 'It ends.' };
  const failed = { state: 'rejected' as const, sizes: picture({ state: 'rejected' }).sizes };
  const all = [
    html(),
    html({ name: 'another.jpg' }),
    html({ id: '01kdc7q3v8x2m4n6p8r0s2t4v9' }),
    html({ generation: 2 }),
    html({ thumbhash: null }),
    html({ width: 3000 }),
    html({ state: 'processing' }),
    html({ sizes: { ...sizes, s: { ...sizes.s, url: '/get/x/s?v=2' } } }),
    html({ sizes: { ...sizes, m: { ...sizes.m, state: 'waiting' } } }),
    html({ ...failed, reason }),
    html({ ...failed, reason: { ...reason, detail: 'It begins.' } }),
    html({}, { id: 'first-rows' }),
    html({}, { user: { name: 'eve' } }),
    html({}, { query: '?in=photos' }),
    html({}, { eager: true }),
    html({}, { selectable: false }),
  ];
  expect(new Set(all).size).toBe(all.length);
  expect(html()).toBe(all[0]);
});

it('is the same after more tiles than are kept', () => {
  const first = html();
  for (let n = 0; n < 2_100; n++) html({ name: `${n}.jpg` });
  expect(html()).toBe(first);
});
