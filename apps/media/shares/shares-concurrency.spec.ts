import { afterAll, beforeAll, expect, it, vi } from 'vitest';

import type { AlbumChanged } from '#libs/api/album.js';
import type { Image } from '#libs/api/image.js';
import type { ShareList, SharePreview, ShareWithImages } from '#libs/api/share.js';
import { newId } from '#libs/domain/image/keys.js';
import { imageRow } from '#libs/ports/image-fixture.contract.js';
import { shareRow } from '#libs/ports/share-fixture.contract.js';

import { openMedia, type TestMedia } from '../testing/open-media.js';
import { png } from '../../../test/harness/images/tiny-images.js';

let media: TestMedia;
let ada: ReturnType<TestMedia['as']>;
beforeAll(async () => {
  media = await openMedia();
  ada = media.as('ada');
});
afterAll(() => media.close());

let seed = 0x3e0000;
async function upload(query = ''): Promise<Image> {
  return (await (await ada(`/api/images?name=sea.png${query}`, { method: 'POST', body: png(++seed) })).json()) as Image;
}
const send = (method: string, path: string, body: object) =>
  ada(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const links = async () => ((await (await ada('/api/shares')).json()) as ShareList).items;

/** Deletes the image for good right before the share is written. */
function deletedBefore(write: 'insert' | 'update', id: string): void {
  const real = media.shares[write].bind(media.shares) as (...args: unknown[]) => Promise<never>;
  vi.spyOn(media.shares, write).mockImplementationOnce(async (...args: unknown[]) => {
    expect((await ada(`/api/images/${id}?forever=true`, { method: 'DELETE' })).status).toBe(204);
    return real(...args);
  });
}

it('a share whose only image is deleted for good meanwhile is not created', async () => {
  const { id } = await upload();
  deletedBefore('insert', id);
  expect((await send('POST', '/api/shares', { imageIds: [id] })).status).toBe(404);
  expect(await links()).toEqual([]);
});

it('an image that is deleted for good right after its upload is not shared', async () => {
  const real = media.shares.insert.bind(media.shares);
  vi.spyOn(media.shares, 'insert').mockImplementationOnce(async (share) => {
    expect((await ada(`/api/images/${share.imageIds[0]}?forever=true`, { method: 'DELETE' })).status).toBe(204);
    return real(share);
  });
  expect((await ada('/api/shares/upload?name=sea.png', { method: 'POST', body: png(++seed) })).status).toBe(404);
  expect(await links()).toEqual([]);
});

it('a share of an album that is deleted meanwhile is not created', async () => {
  const { album } = (await (await send('POST', '/api/albums', { name: 'Rome' })).json()) as AlbumChanged;
  const real = media.shares.insert.bind(media.shares);
  vi.spyOn(media.shares, 'insert').mockImplementationOnce(async (share) => {
    expect((await ada(`/api/albums/${album.id}`, { method: 'DELETE' })).status).toBe(204);
    return real(share);
  });
  expect((await send('POST', '/api/shares', { album: album.id })).status).toBe(404);
  expect(await media.shares.list(ada.owner, { limit: 10 })).toEqual([]);
});

it('a share of a missing album shows nothing, not even to its owner', async () => {
  const link = shareRow({ id: newId(), owner: ada.owner, token: 'x'.repeat(24), albumId: newId(), imageIds: [] });
  await media.shares.insert(link);
  for (const path of ['', '/first/m.jpg']) expect((await fetch(`${media.url}/shared/${link.token}${path}`)).status).toBe(404);
  expect((await ada(`/api/shares/${link.id}`)).status).toBe(404);
  expect(await links()).toEqual([]);
  expect((await ada(`/api/shares/${link.id}`, { method: 'DELETE' })).status).toBe(204);
});

it('an image that is deleted for good meanwhile is not in a share of several', async () => {
  const [one, two, three] = [await upload(), await upload(), await upload()];
  deletedBefore('insert', one.id);
  const made = (await (await send('POST', '/api/shares', { imageIds: [one.id, two.id] })).json()) as ShareWithImages;
  expect([made.imageIds, made.images.map(({ id }) => id)]).toEqual([[two.id], [two.id]]);
  deletedBefore('update', three.id);
  const changed = (await (await send('PATCH', `/api/shares/${made.id}`, { imageIds: [three.id, two.id] })).json()) as ShareWithImages;
  expect(changed.imageIds).toEqual([two.id]);
  expect(await links()).toMatchObject([{ id: made.id, imageIds: [two.id] }]);
});

it('a preview counts originals that may contain a time although the time taken was removed', async () => {
  const told = await upload('&takenAt=2020-01-01T00:00:00Z');
  const exif = { camera: 'Canon', lens: null, exposureSeconds: null, aperture: null, iso: null, focalLength: null, place: false };
  const { owner } = (await media.images.find(told.id))!;
  const camera = imageRow({ id: newId(), owner, state: 'ready', takenAt: null, exif });
  await media.images.insert(camera);
  const body = { imageIds: [told.id, camera.id, (await upload()).id] };
  const { originals } = (await (await send('POST', '/api/shares/preview', body)).json()) as SharePreview;
  expect(originals).toEqual({ camera: 1, time: 2, place: 0 });
});
