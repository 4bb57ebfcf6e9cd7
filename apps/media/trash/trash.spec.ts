import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { Image } from '#libs/api/image.js';

import { makeSizes } from '../testing/make-sizes.js';
import { openMedia, type TestMedia } from '../testing/open-media.js';
import { png } from '../../../test/harness/images/tiny-images.js';
import { StoreUnavailable } from '#libs/ports/errors.js';

let media: TestMedia;
let ada: ReturnType<TestMedia['as']>;
beforeAll(async () => {
  media = await openMedia();
  ada = media.as('ada');
});
afterAll(() => media.close());

let seed = 0;
const upload = async () => (await (await ada('/api/images', { method: 'POST', body: png(++seed) })).json()) as Image;
const call = async (method: string, path: string, who = ada) => (await who(path, { method })).status;
const objectsOf = (id: string) => Array.fromAsync(media.objects.list(`${ada.owner}/${id}/`));
const trashed = async () => ((await (await ada('/api/images?deleted=true')).json()) as { items: Image[] }).items;

describe('DELETE /api/images/:id', () => {
  it('moves the image to the trash; all other routes then answer 404', async () => {
    const { id } = await upload();
    expect(await call('DELETE', `/api/images/${id}`)).toBe(204);
    const calls = [
      ['DELETE', `/api/images/${id}`],
      ['GET', `/api/images/${id}`],
      ['POST', `/api/images/${id}/retry`],
      ['GET', `/get/${id}`],
      ['GET', `/get/${id}/o?v=1`],
      ['HEAD', `/get/${id}/o`],
    ] as const;
    for (const [method, path] of calls) expect([path, await call(method, path)]).toEqual([path, 404]);
    const patch = await ada(`/api/images/${id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: '{"name":"x"}',
    });
    expect(patch.status).toBe(404);
    expect(await call('GET', `/trash/${id}/s`)).toBe(200);
    const item = (await trashed()).find((image) => image.id === id)!;
    expect(Image.parse(item)).toMatchObject({ generation: 2, sizes: { s: { url: `/ada/trash/${id}/s` } } });
    expect(item.deletedAt).not.toBeNull();
    expect(((await (await ada('/api/images')).json()) as { items: Image[] }).items.map((image) => image.id)).not.toContain(id);
  });

  it('with ?forever deletes the image from the library or the trash with its objects, and leaves a tombstone', async () => {
    for (const trashFirst of [true, false]) {
      const { id } = await upload();
      await makeSizes(media, id, ['s', 'm', 'l']);
      if (trashFirst) await call('DELETE', `/api/images/${id}`);
      expect(await objectsOf(id)).toHaveLength(4);
      expect(await call('DELETE', `/api/images/${id}?forever=true`)).toBe(204);
      expect(await objectsOf(id)).toEqual([]);
      expect(await media.images.find(id)).toBeNull();
      expect(await media.images.changes(ada.owner, { at: new Date(0) }, 100)).toContainEqual({
        id,
        at: expect.any(Date) as Date,
        row: null,
      });
      for (const path of [`/api/images/${id}?forever=true`, `/api/images/${id}`]) expect(await call('DELETE', path)).toBe(404);
      expect(await call('POST', `/api/images/${id}/restore`)).toBe(404);
    }
  });

  it('hides the image at once when the object store is unavailable', async () => {
    const { id } = await upload();
    vi.spyOn(media.objects, 'remove').mockRejectedValueOnce(new StoreUnavailable());
    expect(await call('DELETE', `/api/images/${id}?forever=true`)).toBe(204);
    expect((await media.images.find(id))?.state).toBe('purging');
    for (const path of [`/get/${id}/o`, `/api/images/${id}`, `/trash/${id}/s`]) expect(await call('GET', path)).toBe(404);
    expect(await call('POST', `/api/images/${id}/restore`)).toBe(404);
  });

  it('answers 404 for another owner, and 400 for a malformed value', async () => {
    const { id } = await upload();
    expect(await call('DELETE', `/api/images/${id}`, media.as('eve'))).toBe(404);
    expect(await call('DELETE', `/api/images/${id}?forever=true`, media.as('eve'))).toBe(404);
    expect(await call('DELETE', `/api/images/${id}?forever=maybe`)).toBe(400);
  });
});

describe('POST /api/images/:id/restore', () => {
  it('restores the image with its variants, and queues a job for missing ones', async () => {
    const done = await upload();
    await makeSizes(media, done.id, ['s', 'm', 'l']);
    const undone = await upload();
    for (const { id } of [done, undone]) await call('DELETE', `/api/images/${id}`);
    const { waiting } = await media.queue.counts();
    const response = await ada(`/api/images/${done.id}/restore`, { method: 'POST' });
    expect([response.status, Image.parse(await response.json())]).toMatchObject([200, { state: 'ready', deletedAt: null, generation: 3 }]);
    expect((await media.queue.counts()).waiting).toBe(waiting);
    expect(await (await ada(`/get/${done.id}/s`)).text()).toContain(`s of ${done.id}`);
    expect(await call('POST', `/api/images/${undone.id}/restore`)).toBe(200);
    expect((await media.queue.counts()).waiting).toBe(waiting + 1);
  });

  it('does not change an image outside the trash', async () => {
    const image = await upload();
    const response = await ada(`/api/images/${image.id}/restore`, { method: 'POST' });
    expect([response.status, await response.json()]).toEqual([200, image]);
    expect(await call('POST', `/api/images/${image.id}/restore`, media.as('eve'))).toBe(404);
  });
});

describe('GET /trash/:id/s', () => {
  it('serves the thumbnail of an image in the trash with a short cache time, and of no other image', async () => {
    const { id } = await upload();
    await makeSizes(media, id, ['s', 'm', 'l']);
    expect(await call('GET', `/trash/${id}/s`)).toBe(404);
    await call('DELETE', `/api/images/${id}`);
    const response = await ada(`/trash/${id}/s?v=2`);
    expect(await response.text()).toContain(`s of ${id}`);
    expect(response.headers.get('cache-control')).toBe('private, no-cache');
    expect(await call('HEAD', `/trash/${id}/s`)).toBe(200);
    expect(await call('GET', `/trash/${id}/s`, media.as('eve'))).toBe(404);
    expect(await call('GET', `/trash/${id}/o`)).toBe(404);
  });
});

describe('DELETE /api/trash', () => {
  it('deletes for good the images in the trash of the caller, and nothing else', async () => {
    const kept = await upload();
    const gone = [await upload(), await upload()];
    for (const { id } of gone) await call('DELETE', `/api/images/${id}`);
    expect(await call('DELETE', '/api/trash', media.as('eve'))).toBe(204);
    expect((await trashed()).length).toBeGreaterThanOrEqual(2);
    expect(await call('DELETE', '/api/trash')).toBe(204);
    expect(await trashed()).toEqual([]);
    for (const { id } of gone) expect([await media.images.find(id), await objectsOf(id)]).toEqual([null, []]);
    expect(await call('GET', `/api/images/${kept.id}`)).toBe(200);
    expect(await call('DELETE', '/api/trash')).toBe(204);
  });
});
