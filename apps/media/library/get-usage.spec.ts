import { afterAll, beforeAll, expect, it } from 'vitest';

import { openMedia, type TestMedia } from '../testing/open-media.js';
import { png } from '../testing/pictures.js';

let media: TestMedia;
beforeAll(async () => {
  media = await openMedia();
});
afterAll(() => media.close());

it('GET /api/usage counts the caller’s own, and says null where there is no quota', async () => {
  const ada = media.as('ada');
  const body = png(1);
  await ada('/api/images', { method: 'POST', body });
  expect(await (await ada('/api/usage')).json()).toEqual({ images: 1, bytes: body.length, trashed: 0, quota: null });
  expect(await (await media.as('eve')('/api/usage')).json()).toEqual({ images: 0, bytes: 0, trashed: 0, quota: null });
  expect((await ada('/api/usage?of=eve')).status).toBe(400);
  expect((await media.as('ada', 'upload write')('/api/usage')).status).toBe(403);
});
