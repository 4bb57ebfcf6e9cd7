import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { Usage, type Image, type UploadResult } from '#libs/api/image.js';

import { openMedia, type TestMedia } from '../testing/open-media.js';
import { png } from '../../../test/harness/images/tiny-images.js';

const BYTES = 10_000;
const picture = (seed: number) => png(seed, { padding: BYTES - png(seed).length });

let media: TestMedia;
let ada: ReturnType<TestMedia['as']>;
beforeEach(async () => {
  media = await openMedia({ SHOEBOX_USER_QUOTA_BYTES: String(3 * BYTES) });
  ada = media.as('ada');
});
afterEach(() => media.close());

const upload = (seed: number, who = ada) => who('/api/images', { method: 'POST', body: picture(seed) });
const image = async (response: Promise<Response>) => (await (await response).json()) as Image;
const usage = async (who = ada) => Usage.parse(await (await who('/api/usage')).json());
const refusal = { status: 413, code: 'QUOTA_EXCEEDED' };
/** Nothing of a refused upload may be left. */
async function nothingLeft(kept: number): Promise<void> {
  expect(await media.temporary()).toEqual([]);
  expect(await Array.fromAsync(media.objects.list(`${ada.owner}/`))).toHaveLength(kept);
  expect(await media.maintenance.listByState('uploading', { limit: 10 })).toEqual([]);
}

it('refuses an upload above the quota, says how much is used and what to do, and leaves nothing', async () => {
  for (const seed of [1, 2, 3]) expect((await upload(seed)).status).toBe(201);
  expect(await usage()).toEqual({ images: 3, bytes: 3 * BYTES, trashed: 0, quota: 3 * BYTES });
  const response = await upload(4);
  expect(await response.json()).toMatchObject({
    ...refusal,
    detail: '29 KB of your 29 KB are used, and this picture needs 9.8 KB. Empty the trash or delete pictures for good, then send it again.',
  });
  await nothingLeft(3);
  expect((await upload(4, media.as('eve'))).status).toBe(201);
});

it('gives other advice for an image larger than the whole quota', async () => {
  const response = await ada('/api/images', { method: 'POST', body: png(1, { padding: 4 * BYTES }) });
  expect(await response.json()).toMatchObject({ ...refusal, detail: expect.stringContaining('a smaller version') as string });
  await nothingLeft(0);
});

it('holds for twenty uploads at the same time', async () => {
  await upload(100);
  const answers = await Promise.all(Array.from({ length: 20 }, (_, seed) => upload(seed)));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, ...Array.from({ length: 18 }, () => 413)]);
  expect((await usage()).bytes).toBe(3 * BYTES);
  await nothingLeft(3);
});

it('counts the trash, and frees space after a purge', async () => {
  const first = await image(upload(1));
  await upload(2);
  await upload(3);
  await ada(`/api/images/${first.id}`, { method: 'DELETE' });
  expect(await usage()).toEqual({ images: 2, bytes: 3 * BYTES, trashed: BYTES, quota: 3 * BYTES });
  expect((await upload(4)).status).toBe(413);
  await ada('/api/trash', { method: 'DELETE' });
  expect((await upload(4)).status).toBe(201);
});

it('accepts a duplicate when the quota is used up, also from the trash', async () => {
  const [first] = [await image(upload(1)), await upload(2), await upload(3)];
  expect(await image(upload(1))).toMatchObject({ id: first.id, duplicate: true });
  await ada(`/api/images/${first.id}`, { method: 'DELETE' });
  expect(await image(upload(1))).toMatchObject({ id: first.id, duplicate: true, restored: true, deletedAt: null });
});

it('accepts a duplicate that took up the rest of the quota meanwhile', async () => {
  const [one] = [await image(upload(1)), await upload(2)];
  const insert = media.images.insert.bind(media.images);
  let first: Image | undefined;
  vi.spyOn(media.images, 'insert').mockImplementationOnce(async (...row) => {
    first = await image(upload(3));
    return insert(...row);
  });
  const second = await image(upload(3));
  expect(second).toMatchObject({ id: first!.id, duplicate: true });
  expect(second.id).not.toBe(one.id);
  await nothingLeft(3);
});

it('counts by the quota of a person where there is one, smaller or larger than that of the drive', async () => {
  await media.quotas.setQuotaOf(ada.owner, { bytes: BYTES });
  expect([(await upload(1)).status, (await upload(2)).status]).toEqual([201, 413]);
  await media.quotas.setQuotaOf(ada.owner, { bytes: null });
  for (const seed of [2, 3, 4]) expect((await upload(seed)).status).toBe(201);
});

it('accepts the same bytes twice at once when they fit once', async () => {
  await upload(1);
  await upload(2);
  const answers = await Promise.all(Array.from({ length: 8 }, () => upload(3)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
  await nothingLeft(3);
});

it('applies to each file of a form', async () => {
  const form = new FormData();
  for (const seed of [1, 2, 3, 4, 1]) form.append('file', new Blob([picture(seed)]), `${seed}.png`);
  const response = await ada('/api/images', { method: 'POST', body: form });
  expect(response.status).toBe(207);
  const { results } = (await response.json()) as { results: UploadResult[] };
  expect(results.map(({ status }) => status)).toEqual([201, 201, 201, 413, 200]);
  expect(results[3]).toMatchObject({ error: { code: 'QUOTA_EXCEEDED' }, name: '4.png' });
  await nothingLeft(3);
});
