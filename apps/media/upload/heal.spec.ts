import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import type { Image } from '#libs/api/image.js';
import { applyTransition, beginAttempt, markDamaged, reject } from '#libs/domain/image/transitions.js';

import { damage, DAMAGES } from '../testing/damage.js';
import { makeSizes } from '../testing/make-sizes.js';
import { openMedia, type TestMedia } from '../testing/open-media.js';
import { png } from '../../../test/harness/images/tiny-images.js';

let media: TestMedia;
let ada: ReturnType<TestMedia['as']>;
beforeAll(async () => {
  media = await openMedia();
  ada = media.as('ada');
});
afterAll(() => media.close());

let seed = 0xea0000;
async function send(body: Buffer<ArrayBuffer>) {
  const response = await ada('/api/images', { method: 'POST', body });
  return { status: response.status, image: (await response.json()) as Image };
}
async function upload() {
  const body = png(++seed, { padding: 100_000 });
  const { image } = await send(body);
  return { id: image.id, body, key: (await media.images.find(image.id))!.originalKey };
}
const original = async (id: string) => Buffer.from(await (await ada(`/get/${id}/o`)).arrayBuffer());

describe('an upload of the same bytes', () => {
  it.each(DAMAGES)('brings back an original that is %s', async (how) => {
    const { id, body, key } = await upload();
    const metadata = await media.objects.metadata(key);
    await damage(media, key, how);
    const again = await send(body);
    expect(again).toMatchObject({ status: 200, image: { id, duplicate: true, healed: true, generation: 2 } });
    expect((await original(id)).equals(body)).toBe(true);
    expect(await media.objects.metadata(key)).toEqual(metadata);
    expect(await media.temporary()).toEqual([]);
    expect(await media.metrics.text()).toMatch(/^shoebox_originals_healed_total [1-9]/m);
  });

  it('says nothing of an original that is whole, and forgets that it was damaged', async () => {
    const { id, body } = await upload();
    const put = vi.spyOn(media.objects, 'put');
    await applyTransition(media.images, id, markDamaged((await media.images.find(id))!, new Date()));
    const { image } = await send(body);
    expect([image.duplicate, image.healed, image.damaged, image.generation]).toEqual([true, undefined, undefined, 1]);
    expect(put).not.toHaveBeenCalled();
    put.mockRestore();
  });

  it('brings back an image in the trash, and one that was rejected for its original', async () => {
    const [trashed, rejected] = [await upload(), await upload()];
    for (const { key } of [trashed, rejected]) await damage(media, key, 'missing');
    await ada(`/api/images/${trashed.id}`, { method: 'DELETE' });
    const row = (await applyTransition(media.images, rejected.id, beginAttempt((await media.images.find(rejected.id))!, new Date())))!;
    await applyTransition(media.images, rejected.id, reject(row, { code: 'ORIGINAL_MISSING', detail: 'missing' }, new Date()));
    expect((await send(trashed.body)).image).toMatchObject({ id: trashed.id, restored: true, healed: true, deletedAt: null });
    const { image } = await send(rejected.body);
    expect(image).toMatchObject({ id: rejected.id, healed: true, state: 'processing', reason: null });
    expect(image.damaged).toBeUndefined();
    for (const { id, body } of [trashed, rejected]) expect((await original(id)).equals(body)).toBe(true);
  });

  it('has lost sizes made again', async () => {
    const { id, body, key } = await upload();
    const { sizes } = await makeSizes(media, id, ['s', 'm', 'l']);
    await media.objects.remove([key, sizes.s.key!, sizes.l.key!]);
    const { image } = await send(body);
    expect(image).toMatchObject({ healed: true, state: 'processing', sizes: { s: { state: 'waiting' }, m: { state: 'ready' } } });
    await makeSizes(media, id, ['s', 'm', 'l']);
    await damage(media, (await media.images.find(id))!.sizes.m.key!, 'cut');
    expect((await send(body)).image).toMatchObject({ state: 'processing', sizes: { s: { state: 'ready' }, m: { state: 'waiting' } } });
  });

  it('heals as well when only the commit finds the other image', async () => {
    const { id, body, key } = await upload();
    const stored = async () => (await Array.fromAsync(media.objects.list(`${ada.owner}/`))).length;
    const before = await stored();
    await damage(media, key, 'altered');
    // The first look comes too early to see it.
    vi.spyOn(media.images, 'findByHash').mockResolvedValueOnce(null);
    expect(await send(body)).toMatchObject({ status: 200, image: { id, duplicate: true, healed: true } });
    expect((await original(id)).equals(body)).toBe(true);
    expect(await stored()).toBe(before);
    expect(await media.temporary()).toEqual([]);
  });

  it('stops after the object was replaced and goes on when it is sent again', async () => {
    const { id, body, key } = await upload();
    await damage(media, key, 'missing');
    await ada(`/get/${id}/o`);
    vi.spyOn(media.images, 'update').mockRejectedValueOnce(new Error('the process ends here'));
    expect((await send(body)).status).toBe(500);
    expect(await media.images.find(id)).toMatchObject({ damagedAt: expect.any(Date) });
    expect(await send(body)).toMatchObject({ status: 200, image: { id, duplicate: true } });
    expect(await media.images.find(id)).toMatchObject({ damagedAt: null });
    expect((await original(id)).equals(body)).toBe(true);
  });

  it('leaves no object of an image that is deleted for good meanwhile, and becomes a new image', async () => {
    const { id, body, key } = await upload();
    await damage(media, key, 'cut');
    const put = media.objects.put.bind(media.objects);
    vi.spyOn(media.objects, 'put').mockImplementationOnce(async (...given) => {
      await ada(`/api/images/${id}?forever=true`, { method: 'DELETE' });
      return put(...given);
    });
    const again = await send(body);
    expect(again.status).toBe(201);
    expect(again.image.id).not.toBe(id);
    expect(await Array.fromAsync(media.objects.list(`${ada.owner}/${id}/`, { metadataOnly: true }))).toEqual([]);
    expect((await original(again.image.id)).equals(body)).toBe(true);
  });

  it('puts nothing into the store of another drive', async () => {
    const { id, body, key } = await upload();
    await damage(media, key, 'missing');
    await damage(media, 'drive-id', 'altered');
    expect((await send(body)).status).toBe(503);
    await damage(media, 'drive-id', 'altered');
    expect((await send(body)).image).toMatchObject({ id, healed: true });
  });
});
