import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Image } from '#libs/api/image.js';

import { makeSizes, rejectImage } from '../testing/make-sizes.js';
import { openMedia, type TestMedia } from '../testing/open-media.js';
import { png } from '../../../test/harness/images/tiny-images.js';

let media: TestMedia;
beforeAll(async () => {
  media = await openMedia();
});
afterAll(() => media.close());

let seed = 0;
async function upload(query = '') {
  const response = await media.as('ada')(`/api/images${query}`, { method: 'POST', body: png(++seed) });
  return (await response.json()) as Image;
}

const json = { 'content-type': 'application/json' };
const patch = (id: string, body: unknown, user = 'ada') =>
  media.as(user)(`/api/images/${id}`, { method: 'PATCH', headers: json, body: typeof body === 'string' ? body : JSON.stringify(body) });

describe('GET /api/images/:id', () => {
  it('returns the image; 404 for a malformed id and for another owner', async () => {
    const image = await upload();
    expect(await (await media.as('ada')(`/api/images/${image.id}`)).json()).toEqual(image);
    for (const id of ['nonsense', '1', image.id.toUpperCase(), `${image.id}0`, '%00', "'--", '01kdc7q3v8x2m4n6p8r0s2t4v6']) {
      const response = await media.as('ada')(`/api/images/${id}`);
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([404, 'NOT_FOUND']);
    }
    expect((await media.as('eve')(`/api/images/${image.id}`)).status).toBe(404);
    expect((await media.as('ada')(`/api/images/${image.id}?x=1`)).status).toBe(400);
  });
});

describe('PATCH /api/images/:id', () => {
  it('changes the name or the time taken, and nothing else', async () => {
    const image = await upload('?modifiedAt=2020-01-01T00:00:00Z');
    const named = await patch(image.id, { name: ' <b>"x"<b> 🐙.png ' });
    expect([named.status, Image.parse(await named.json())]).toEqual([200, { ...image, name: '<b>"x"<b> 🐙.png' }]);
    const dated = (await (await patch(image.id, { takenAt: '2001-02-03T04:05:06+01:00' })).json()) as Image;
    expect([dated.takenAt, dated.sortAt, dated.generation]).toEqual(['2001-02-03T03:05:06.000Z', '2001-02-03T03:05:06.000Z', 1]);
    const undated = (await (await patch(image.id, { takenAt: null })).json()) as Image;
    expect([undated.takenAt, undated.sortAt]).toEqual([null, '2020-01-01T00:00:00.000Z']);
  });

  it.each(['{', '[]', '"x"', '', '{}', '{"name":""}', '{"name":"a\\nb"}', '{"name":1}', '{"takenAt":"yesterday"}', '{"owner":"eve"}'])(
    'refuses %s',
    async (body) => {
      const { id } = await upload();
      const response = await patch(id, body);
      expect({ status: response.status, body: await response.json() }).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
    },
  );

  it.each([
    ['a/../b.png', 'b.png'],
    ['C:\\pics\\b.png', 'b.png'],
    ['..', 'image.png'],
  ])('cleans the name %j in the same way as an upload', async (name, kept) => {
    const { id } = await upload();
    expect(await (await patch(id, { name })).json()).toMatchObject({ name: kept });
  });

  it('refuses a too long name and a body that is not JSON, and answers 404 for another owner', async () => {
    const { id } = await upload();
    expect((await patch(id, { name: 'x'.repeat(256) })).status).toBe(400);
    expect((await media.as('ada')(`/api/images/${id}`, { method: 'PATCH', body: '{"name":"x"}' })).status).toBe(415);
    expect((await patch(id, { name: 'mine' }, 'eve')).status).toBe(404);
    expect((await patch(id, `{"name":"${'x'.repeat(200_000)}"}`)).status).toBe(413);
  });
});

describe('POST /api/images/:id/retry', () => {
  const retry = (id: string, user = 'ada') => media.as(user)(`/api/images/${id}/retry`, { method: 'POST' });

  it('queues a rejected image again and keeps variants that are ready', async () => {
    const { id } = await upload();
    await makeSizes(media, id, ['l']);
    await rejectImage(media, id);
    const before = (await media.queue.counts()).waiting;
    const response = await retry(id);
    expect(response.status).toBe(202);
    const image = Image.parse(await response.json());
    expect(image).toMatchObject({ state: 'processing', reason: null, generation: 2 });
    expect([image.sizes.s.state, image.sizes.l.state]).toEqual(['waiting', 'ready']);
    expect((await media.queue.counts()).waiting).toBe(before + 1);
    expect((await retry(id)).status).toBe(409);
  });

  it('answers 409 for an image that was not rejected, 404 for an unknown one', async () => {
    const { id } = await upload();
    const response = await retry(id);
    expect([response.status, await response.json()]).toMatchObject([409, { code: 'NOT_FAILED' }]);
    expect((await retry(id, 'eve')).status).toBe(404);
    await rejectImage(media, id);
    await media.as('ada')(`/api/images/${id}`, { method: 'DELETE' });
    expect((await retry(id)).status).toBe(404);
  });
});

it('GET /api/images/months counts the images of the caller by month, without the trash', async () => {
  const caller = media.as('mia');
  const put = async (index: number, modifiedAt: string) => {
    const answer = await caller(`/api/images?name=${index}.png&modifiedAt=${modifiedAt}`, { method: 'POST', body: png(index) });
    return ((await answer.json()) as { id: string }).id;
  };
  await put(1, '2019-06-30T23:59:59Z');
  await put(2, '2019-06-01T00:00:00Z');
  await put(3, '2021-01-15T12:00:00Z');
  const gone = await put(4, '2022-01-15T12:00:00Z');
  await caller(`/api/images/${gone}`, { method: 'DELETE' });
  const months = async (query = '', who = caller) => (await who(`/api/images/months${query}`)).json();
  expect(await months()).toEqual({
    months: [
      { month: '2021-01', images: 1 },
      { month: '2019-06', images: 2 },
    ],
  });
  expect(await months('', media.as('eve'))).toEqual({ months: [] });
  expect((await caller('/api/images/months?limit=5')).status).toBe(400);
  expect((await media.as('mia', 'upload write')('/api/images/months')).status).toBe(403);
});

it('GET /api/usage counts the images of the caller; without a quota it is null', async () => {
  const caller = media.as('una');
  const body = png(1);
  await caller('/api/images', { method: 'POST', body });
  expect(await (await caller('/api/usage')).json()).toEqual({ images: 1, bytes: body.length, trashed: 0, quota: null });
  expect(await (await media.as('eve')('/api/usage')).json()).toEqual({ images: 0, bytes: 0, trashed: 0, quota: null });
  expect((await caller('/api/usage?of=eve')).status).toBe(400);
  expect((await media.as('una', 'upload write')('/api/usage')).status).toBe(403);
});
