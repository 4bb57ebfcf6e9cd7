import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ImageList, type Image } from '#libs/api/image.js';

import { openMedia, type TestMedia } from '../testing/open-media.js';
import { png } from '../../../test/harness/images/tiny-images.js';
import { decodeCursor, encodeCursor } from '../images/cursor.js';

let media: TestMedia;
const names = ['Été à Nice.png', 'ete.png', 'winter.png', 'Summer 1.png', 'summer 2.png', 'autumn.png', 'last.png'];
let images: Image[];

beforeAll(async () => {
  media = await openMedia();
  images = [];
  for (const [index, name] of names.entries()) {
    // Two have the same time, and the order of the times differs from the order of upload.
    const modifiedAt = `20${10 + [3, 1, 1, 6, 0, 5, 2][index]!}-06-01T00:00:00Z`;
    const query = new URLSearchParams({ name, modifiedAt });
    const response = await media.as('ada')(`/api/images?${query}`, { method: 'POST', body: png(index) });
    images.push((await response.json()) as Image);
  }
});
afterAll(() => media.close());

async function list(query: string, user = 'ada') {
  const response = await media.as(user)(`/api/images${query}`);
  expect(response.status).toBe(200);
  return ImageList.parse(await response.json());
}

const ids = (items: readonly Image[]) => items.map(({ id }) => id);

describe('GET /api/images', () => {
  it('lists the newest image first', async () => {
    const { items, next } = await list('');
    expect(ids(items)).toEqual(ids(images).toReversed());
    expect(next).toBeNull();
    expect(items[0]).toEqual(images.at(-1));
  });

  it.each(['added', 'taken'])('the pages contain every image once in the order %s', async (order) => {
    const whole = await list(`?order=${order}`);
    for (const limit of [1, 2, 3, 7]) {
      const seen: string[] = [];
      let next: string | null = '';
      while (next !== null) {
        const page: ImageList = await list(`?order=${order}&limit=${limit}${next && `&before=${next}`}`);
        expect(page.items.length).toBeGreaterThan(0);
        seen.push(...ids(page.items));
        next = page.next;
      }
      expect(seen).toEqual(ids(whole.items));
    }
    const times = whole.items.map(({ sortAt }) => sortAt);
    if (order === 'taken') expect(times).toEqual(times.toSorted().toReversed());
  });

  it.each([
    ['?q=summer', ['summer 2.png', 'Summer 1.png']],
    ['?q=ETE', ['ete.png', 'Été à Nice.png']],
    ['?q=%20nice%20%20ete%20', ['Été à Nice.png']],
    ['?q=', names.toReversed()],
    ['?q=%25', []],
    ['?q=umm', []],
    ['?q=%22umm%22%202', ['summer 2.png']],
    ['?q=2011..2012&order=taken', ['last.png', 'winter.png', 'ete.png']],
    ['?q=june%20png&from=2015-01-01T00:00:00Z&order=taken', ['Summer 1.png', 'autumn.png']],
    ['?q=may', []],
    ['?q=type:heic', []],
    ['?q=failed', []],
    ['?q=failed&state=processing', []],
    ['?order=taken&from=2011-06-01T00:00:00Z&to=2013-06-01T00:00:00Z', ['last.png', 'winter.png', 'ete.png']],
    ['?order=taken&from=2013-06-01T02:00:00%2B02:00', ['Summer 1.png', 'autumn.png', 'Été à Nice.png']],
    ['?state=processing&limit=1', ['last.png']],
    ['?state=ready', []],
    ['?deleted=true', []],
    ['?deleted=false&limit=2', ['last.png', 'autumn.png']],
  ])('finds by %s', async (query, expected) => {
    expect((await list(query)).items.map(({ name }) => name)).toEqual(expected);
  });

  it('describes the search that was understood', async () => {
    expect((await list('?q=ete%202013')).understood).toBe('name has “ete”, taken in 2013');
    expect((await list('?q=')).understood).toBe('');
    expect((await list('')).understood).toBeUndefined();
  });

  it('lists no images of another owner', async () => {
    expect(await list('', 'eve')).toEqual({ items: [], next: null });
    expect((await list(`?before=${encodeCursor({ id: images.at(-1)!.id, sortAt: new Date() })}`, 'eve')).items).toEqual([]);
  });

  const id = '01kdc7q3v8x2m4n6p8r0s2t4v6';
  const encoded = (text: string) => Buffer.from(text).toString('base64url');
  it.each([
    'limit=0',
    'limit=501',
    'limit=ten',
    'limit=1.5',
    'order=size',
    'state=uploading',
    'state=',
    'deleted=2',
    'from=yesterday',
    'to=2024-02-30T00:00:00Z',
    'page=2',
    'limit=1&limit=2',
    'q=a&q=b',
    'q[$ne]=a',
    `q=${'x'.repeat(201)}`,
    'before=',
    'before=nonsense',
    `before=${id}`,
    `before=${encoded(`2 ${id} 0`)}`,
    `before=${encoded(`1 ${id.toUpperCase()} 0`)}`,
    `before=${encoded(`1 ${id} 9999999999999999`)}`,
    `before=${encoded(`1 ${id} 007`)}`,
    `before=${encoded(`1 ${id} 1\n`)}`,
    `before=${encoded(`1 ${id} 1`)}=`,
  ])('refuses ?%s', async (query) => {
    const response = await media.as('ada')(`/api/images?${query}`);
    expect({ status: response.status, body: await response.json() }).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
  });
});

describe('a cursor', () => {
  const id = '01kdc7q3v8x2m4n6p8r0s2t4v6';
  it.each([0, -86_400_000, 253_402_300_799_999])('is decoded as it was encoded, at %d', (time) => {
    expect(decodeCursor(encodeCursor({ id, sortAt: new Date(time) }))).toEqual({ id, sortAt: new Date(time) });
  });
});
