import { afterAll, beforeAll, expect, it } from 'vitest';

import { openMedia, type TestMedia } from '../testing/open-media.js';
import { png } from '../testing/pictures.js';

let media: TestMedia;
beforeAll(async () => {
  media = await openMedia();
});
afterAll(() => media.close());

it('GET /api/images/months counts the caller’s own by the month they stand under, trash left out', async () => {
  const ada = media.as('ada');
  const upload = async (index: number, modifiedAt: string) => {
    const answer = await ada(`/api/images?name=${index}.png&modifiedAt=${modifiedAt}`, { method: 'POST', body: png(index) });
    return ((await answer.json()) as { id: string }).id;
  };
  await upload(1, '2019-06-30T23:59:59Z');
  await upload(2, '2019-06-01T00:00:00Z');
  await upload(3, '2021-01-15T12:00:00Z');
  const gone = await upload(4, '2022-01-15T12:00:00Z');
  await ada(`/api/images/${gone}`, { method: 'DELETE' });
  const months = async (query = '', who = ada) => (await who(`/api/images/months${query}`)).json();
  expect(await months()).toEqual({
    months: [
      { month: '2021-01', images: 1 },
      { month: '2019-06', images: 2 },
    ],
  });
  expect(await months('', media.as('eve'))).toEqual({ months: [] });
  expect((await ada('/api/images/months?limit=5')).status).toBe(400);
  expect((await media.as('ada', 'upload write')('/api/images/months')).status).toBe(403);
});
