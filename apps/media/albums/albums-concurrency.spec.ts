import { afterAll, beforeAll, expect, it, vi } from 'vitest';

import { AlbumChanged } from '#libs/api/album.js';
import type { Image } from '#libs/api/image.js';

import { openMedia, type TestMedia } from '../testing/open-media.js';
import { png } from '../../../test/harness/images/tiny-images.js';

let media: TestMedia;
let ada: ReturnType<TestMedia['as']>;
beforeAll(async () => {
  media = await openMedia();
  ada = media.as('ada');
});
afterAll(() => media.close());

let seed = 0x5e0000;
const put = async (query = '') =>
  (await (await ada(`/api/images?name=sea.png${query}`, { method: 'POST', body: png(++seed) })).json()) as Image;
const send = async (path: string, body: object) => {
  const answer = await ada(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  return AlbumChanged.parse(await answer.json());
};
const kept = async (id: string) => (await media.albums.find(id))?.images;

/** Deletes the image right before the album is written: to the trash, or with `query` for good. */
function meanwhile(write: 'insert' | 'update', id: (album: { images?: readonly string[] }) => string, query: string): void {
  const real = media.albums[write].bind(media.albums) as (...args: unknown[]) => Promise<never>;
  vi.spyOn(media.albums, write).mockImplementationOnce(async (...args: unknown[]) => {
    const path = `/api/images/${id(args.at(-1) as object)}${query}`;
    expect((await ada(path, { method: 'DELETE' })).status).toBe(204);
    return real(...args);
  });
}

it('an image that is deleted for good while it is added to an album is not in the album', async () => {
  const [one, two, three] = [await put(), await put(), await put()];
  meanwhile('insert', () => one.id, '?forever=true');
  const { album, missing } = await send('/api/albums', { name: 'Rome', ids: [one.id, two.id] });
  expect([album.images, missing, await kept(album.id)]).toEqual([1, [one.id], [two.id]]);
  meanwhile('update', () => three.id, '?forever=true');
  const added = await send(`/api/albums/${album.id}/images`, { action: 'add', ids: [three.id, two.id] });
  expect([added.album.images, added.missing, await kept(album.id)]).toEqual([1, [three.id], [two.id]]);
});

it('an image that is deleted for good while it is uploaded into an album is not in the album', async () => {
  const { album } = await send('/api/albums', { name: 'Nice' });
  meanwhile('update', ({ images }) => images![0]!, '?forever=true');
  await put(`&album=${album.id}`);
  expect(await kept(album.id)).toEqual([]);
});

it('an image that is moved to the trash while it is added keeps its place', async () => {
  const { id } = await put();
  const { album } = await send('/api/albums', { name: 'Bari' });
  meanwhile('update', () => id, '');
  const { missing } = await send(`/api/albums/${album.id}/images`, { action: 'add', ids: [id] });
  expect([missing, await kept(album.id)]).toEqual([[], [id]]);
});
