import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { BulkResults, type BulkResult, type Image } from '#libs/api/image.js';

import { openMedia, type TestMedia } from '../testing/open-media.js';
import { png } from '../../../test/harness/images/tiny-images.js';

let media: TestMedia;
let ada: ReturnType<TestMedia['as']>;
beforeAll(async () => {
  media = await openMedia();
  ada = media.as('ada');
});
afterAll(() => media.close());

let seed = 0;
const upload = async (who = ada) => (await (await who('/api/images', { method: 'POST', body: png(++seed) })).json()) as Image;
const send = (body: unknown, path = '/api/images/bulk', who = ada) =>
  who(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
async function bulk(ids: readonly string[], action: string): Promise<BulkResult[]> {
  const response = await send({ ids, action });
  expect(response.status).toBe(200);
  const { results } = BulkResults.parse(await response.json());
  expect(results.map(({ id }) => id)).toEqual(ids);
  return results;
}
const statuses = (results: readonly BulkResult[]) => results.map(({ status }) => status);

describe('POST /api/images/bulk', () => {
  it('deletes, restores and purges each image as the single request would', async () => {
    const [a, b] = [await upload(), await upload()];
    expect(await bulk([a.id, b.id], 'delete')).toEqual([
      { id: a.id, status: 204 },
      { id: b.id, status: 204 },
    ]);
    expect(statuses(await bulk([a.id], 'delete'))).toEqual([404]);
    const restored = await bulk([b.id, a.id], 'restore');
    expect(restored).toMatchObject([
      { status: 200, image: { id: b.id, deletedAt: null, generation: 3 } },
      { status: 200, image: { id: a.id, deletedAt: null, generation: 3 } },
    ]);
    // An image that is not in the trash stays as it is.
    expect(await bulk([a.id], 'restore')).toMatchObject([{ status: 200, image: { generation: 3 } }]);
    await bulk([a.id], 'delete');
    expect(statuses(await bulk([a.id, b.id], 'purge'))).toEqual([204, 204]);
    for (const { id } of [a, b]) expect(await media.images.find(id)).toBeNull();
  });

  it('reports 404 for unknown, foreign and malformed ids, and changes the others', async () => {
    const [mine, theirs] = [await upload(), await upload(media.as('eve'))];
    const ids = ['01k00000000000000000000000', theirs.id, mine.id, '../../etc/passwd', '', '💥'];
    for (const action of ['delete', 'restore', 'purge']) {
      const results = await bulk(ids, action);
      expect(statuses(results)).toEqual([404, 404, action === 'restore' ? 200 : 204, 404, 404, 404]);
      expect(results[1]).toEqual({
        id: theirs.id,
        status: 404,
        error: { code: 'NOT_FOUND', title: 'Not found', detail: expect.any(String) as string },
      });
    }
    expect((await media.images.find(theirs.id))!.deletedAt).toBeNull();
  });

  it('changes a repeated id once and reports it each time', async () => {
    const { id } = await upload();
    expect(statuses(await bulk([id, id, id], 'delete'))).toEqual([204, 204, 204]);
    expect((await media.images.find(id))!.generation).toBe(2);
  });

  it('accepts a thousand ids, more than are changed concurrently', async () => {
    const made = await Promise.all(Array.from({ length: 40 }, () => upload()));
    const ids = made.map(({ id }) => id);
    const others = Array.from({ length: 960 }, (_, index) => `01k${String(index).padStart(23, '0')}`);
    expect(statuses(await bulk([...ids, ...others], 'delete'))).toEqual([...ids.map(() => 204), ...others.map(() => 404)]);
  });

  it.each([
    [{ ids: [], action: 'delete' }],
    [{ ids: Array.from({ length: 1_001 }, () => 'x'), action: 'delete' }],
    [{ ids: ['x'], action: 'burn' }],
    [{ ids: ['x'] }],
    [{ ids: 'x', action: 'delete' }],
    [{ ids: [1], action: 'delete' }],
    [{ ids: ['x'.repeat(65)], action: 'delete' }],
    [{ ids: ['x'], action: 'delete', forever: true }],
    [[]],
  ])('refuses %.80j', async (body) => {
    const response = await send(body);
    expect([response.status, await response.json()]).toMatchObject([400, { code: 'BAD_REQUEST' }]);
  });

  it('refuses an unknown query and a token without the scope write', async () => {
    expect((await send({ ids: ['x'], action: 'delete' }, '/api/images/bulk?force=1')).status).toBe(400);
    expect((await send({ ids: ['x'], action: 'delete' }, undefined, media.as('ada', 'read upload'))).status).toBe(403);
  });
});
