import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Neighbours } from '#libs/api/image.js';

import { Client } from '../harness/http/client.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { cutJpeg, jpeg } from '../harness/images/images.js';
import { settled } from '../harness/http/until.js';

let drive: TestDrive;
let ada: Client;
const FILES: [string, string][] = [
  ['Strand im Juni.jpg', '2019-06-15T12:00:00Z'],
  ['IMG_0042.jpg', '2019-06-30T23:59:59Z'],
  ['東京の夏.jpg', '2020-07-01T00:00:00Z'],
  ['Älteste Aufnahme.jpg', '1931-06-01T00:00:00Z'],
];

beforeAll(async () => {
  drive = await openDrive();
  ada = await Client.signUp(drive.url);
  for (const [name, modifiedAt] of FILES) await ada.upload(await jpeg(), { name, modifiedAt });
  await settled(ada, (await ada.upload(await cutJpeg(), { name: 'cut.jpg', modifiedAt: '2021-01-01T00:00:00Z' })).id);
});
afterAll(() => drive.close());

const names = FILES.map(([name]) => name);

describe('search', () => {
  it.each<[string, number[], string]>([
    ['strand', [0], 'name has “strand”'],
    ['str im', [0], 'name has “str” and “im”'],
    ['trand', [], 'name has “trand”'],
    ['"trand"', [0], 'name has exactly “trand”'],
    ['42', [1], 'name has “42”'],
    ['京の', [2], 'name has “京の”'],
    ['altes', [3], 'name has “altes”'],
    ['2019', [0, 1], 'taken in 2019'],
    ['2019-06-15', [0], 'taken on 15 June 2019'],
    ['june', [0, 1, 3], 'taken in June of any year'],
    ['june 2019 img', [1], 'name has “img”, taken in June 2019'],
    ['2019..2020', [0, 1, 2], 'taken from 2019 to 2020'],
    ['..1950', [3], 'taken before 1 January 1951'],
    ['jpg 2020', [2], 'taken in 2020, type JPEG'],
    ['type:heic', [], 'type HEIC'],
    ['last week', [], ''],
  ])('%s', async (q, found, understood) => {
    for (const order of ['added', 'taken']) {
      const list = await ada.list({ q, order });
      expect(list.items.map(({ name }) => name).toSorted()).toEqual(found.map((index) => names[index]!).toSorted());
      if (understood) expect(list.understood).toBe(understood);
    }
  });

  it('finds images that could not be processed', async () => {
    expect((await ada.list({ q: 'failed' })).items.map(({ name }) => name)).toEqual(['cut.jpg']);
  });

  it.each(['2019..2020', 'j', '"a"', 'june'])('the neighbours of an image found by %s are the other images found', async (q) => {
    const found = await ada.ids({ q, order: 'taken' });
    expect(found.length).toBeGreaterThan(1);
    for (const [index, id] of found.entries()) {
      const query = new URLSearchParams({ q, order: 'taken' });
      const { newer, older } = (await ada.get(`/api/images/${id}/neighbours?${query}`)).json<Neighbours>();
      expect([newer?.id, older?.id]).toEqual([found[index - 1], found[index + 1]]);
    }
  });

  it('finds a renamed image by its new name only', async () => {
    const [id] = await ada.ids({ q: 'strand' });
    await ada.json('PATCH', `/api/images/${id}`, { name: 'Playa.jpg' });
    expect([await ada.ids({ q: 'strand' }), await ada.ids({ q: 'playa' })]).toEqual([[], [id]]);
    await ada.json('PATCH', `/api/images/${id}`, { name: names[0] });
  });
});
