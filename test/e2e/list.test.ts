import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';

import { Client } from '../harness/http/client.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { cutJpeg, jpeg } from '../harness/images/images.js';
import { ready, settled } from '../harness/http/until.js';

let drive: TestDrive;
let ada: Client;
/** In the order of upload; the times taken are in reverse order, and two are the same. */
const images: Image[] = [];
const TIMES = ['2020-05-05', '2020-04-04', '2020-03-03', '2020-03-03', '2020-01-01'];
const NAMES = ['Beach sunset.jpg', 'beach_100%.jpg', 'Äpfel am Strand.jpg', 'straße.jpg', 'dog.png'];

beforeAll(async () => {
  drive = await openDrive();
  ada = await Client.signUp(drive.url);
  for (const [index, name] of NAMES.entries()) {
    images.push(await ada.upload(await jpeg(), { name, modifiedAt: `${TIMES[index]}T12:00:00Z` }));
  }
  for (const { id } of images) await ready(ada, id);
});
afterAll(() => drive.close());

const names = async (query: Record<string, string | number>) => (await ada.list(query)).items.map(({ name }) => name);

/** All pages of a list. */
async function pages(query: Record<string, string | number>): Promise<Image[][]> {
  const all: Image[][] = [];
  let next: string | null = null;
  do {
    const page = await ada.list({ ...query, ...(next !== null && { before: next }) });
    all.push(page.items);
    next = page.next;
  } while (next !== null);
  return all;
}

describe('orders', () => {
  it('order=added lists the newest upload first', async () => {
    expect(await names({})).toEqual(NAMES.toReversed());
  });

  it('order=taken lists the newest time taken first', async () => {
    const times = (await ada.list({ order: 'taken' })).items.map(({ sortAt }) => sortAt.slice(0, 10));
    expect(times).toEqual(TIMES);
  });

  it.each(['added', 'taken'])('%s: the pages contain each image once and the last one has no next page', async (order) => {
    const whole = await ada.ids({ order });
    for (const limit of [1, 2, 3, 5, 6]) {
      const all = await pages({ order, limit });
      expect(all.flat().map(({ id }) => id)).toEqual(whole);
      expect(all).toHaveLength(Math.ceil(NAMES.length / limit));
    }
  });

  it('a cursor stays valid when images are uploaded and deleted between pages', async () => {
    const first = await ada.list({ limit: 2 });
    const more = await ada.upload(await jpeg());
    await ada.send('DELETE', `/api/images/${first.items[1]!.id}`, { status: 204 });
    const second = await ada.list({ limit: 3, before: first.next! });
    expect(second.items.map(({ name }) => name)).toEqual(NAMES.slice(0, 3).toReversed());
    await ada.send('POST', `/api/images/${first.items[1]!.id}/restore`);
    await ada.send('DELETE', `/api/images/${more.id}?forever=true`);
  });
});

describe('filters', () => {
  it.each<[string, string[]]>([
    ['beach', ['Beach sunset.jpg', 'beach_100%.jpg']],
    ['SUNSET beach', ['Beach sunset.jpg']],
    ['äpfel', ['Äpfel am Strand.jpg']],
    ['STRAND', ['Äpfel am Strand.jpg']],
    ['100%', ['beach_100%.jpg']],
    ['%', ['beach_100%.jpg']],
    ['_', ['beach_100%.jpg']],
    ['.jpg', NAMES.slice(0, 4)],
    ['cat', []],
    ["' OR 1=1 --", []],
    ['', NAMES],
  ])('q=%j', async (q, found) => {
    expect((await names({ q })).toSorted()).toEqual(found.toSorted());
  });

  it.each<[Record<string, string>, number[]]>([
    [{ from: '2020-03-03T12:00:00Z' }, [0, 1, 2, 3]],
    [{ to: '2020-03-03T12:00:00Z' }, [4]],
    [{ from: '2020-03-03T14:00:00+02:00', to: '2020-04-04T12:00:00Z' }, [2, 3]],
    [{ from: '2020-03-03T12:00:00.001Z', to: '2020-04-04T12:00:00.001Z' }, [1]],
    [{ from: '2021-01-01T00:00:00Z' }, []],
    [{ from: '2020-02-02T00:00:00Z', q: 'beach' }, [0, 1]],
  ])('%j', async (query, found) => {
    for (const order of ['added', 'taken']) {
      expect((await names({ ...query, order })).toSorted()).toEqual(found.map((index) => NAMES[index]!).toSorted());
    }
  });

  it('state lists only images in that state', async () => {
    const rejected = await settled(ada, (await ada.upload(await cutJpeg())).id);
    expect(await ada.ids({ state: 'rejected' })).toEqual([rejected.id]);
    expect(await ada.ids({ state: 'ready' })).toEqual(images.map(({ id }) => id).toReversed());
    expect(await ada.ids({ state: 'processing' })).toEqual([]);
    expect(await ada.ids()).toHaveLength(images.length + 1);
    await ada.send('DELETE', `/api/images/${rejected.id}?forever=true`, { status: 204 });
  });
});

it('a page has 50 images by default, and at most as many as the limit', async () => {
  const bea = await Client.signUp(drive.url);
  for (let form = 0; form < 2; form++) {
    await bea.uploadForm(await Promise.all(Array.from({ length: 26 }, async () => ({ bytes: await jpeg(8, 8) }))));
  }
  expect((await bea.list()).items).toHaveLength(50);
  expect((await bea.list({ limit: 500 })).items).toHaveLength(52);
  expect((await bea.list({ limit: 52 })).next).toBeNull();
});

const cursor = (text: string) => Buffer.from(text).toString('base64url');
it.each([
  'limit=0',
  'limit=501',
  'limit=-1',
  'limit=1.5',
  'limit=abc',
  'limit=',
  'limit=1&limit=2',
  'before=',
  'before=nonsense',
  'before=%00',
  `before=${'A'.repeat(5000)}`,
  `before=${cursor('1 01kdc7q3v8x2m4n6p8r0s2t4v6 99999999999999999')}`,
  `before=${cursor('2 01kdc7q3v8x2m4n6p8r0s2t4v6 1')}`,
  `before=${cursor("1 ' OR 1=1 -- 1")}`,
  'order=random',
  'order=',
  'state=uploading',
  'state=gone',
  'from=yesterday',
  'to=2020-02-30T00:00:00Z',
  'from=2020-01-01',
  'deleted=maybe',
  'q[$ne]=x',
  'owner=eve',
  'Limit=5',
])('refuses ?%.60s', async (query) => {
  await ada.refused('BAD_REQUEST', 'GET', `/api/images?${query}`);
});
