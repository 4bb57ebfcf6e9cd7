import { afterAll, beforeAll, expect, it, vi } from 'vitest';

import { MAX_SHARED, type OpenedPicture, type OpenedShare } from '#libs/api/share.js';
import { newId } from '#libs/domain/image/keys.js';
import { imageRow } from '#libs/ports/image-fixture.contract.js';
import { shareRow } from '#libs/ports/share-fixture.contract.js';

import { openMedia, type TestMedia } from '../testing/open-media.js';

let media: TestMedia;
beforeAll(async () => {
  media = await openMedia();
});
afterAll(() => media.close());

it('a long album is split into pages, and each image has its place and neighbours', async () => {
  const owner = 'id-of-ada';
  const images: string[] = [];
  for (let n = 0; n < MAX_SHARED + 2; n++) {
    const row = imageRow({ id: newId(), owner, state: 'ready' });
    await media.images.insert(row);
    images.push(row.id);
  }
  const album = { id: newId(), owner, name: 'Rome', order: 'hand', cover: null, images, createdAt: new Date() } as const;
  await media.albums.insert(album);
  const link = shareRow({ id: newId(), owner, token: 'x'.repeat(24), albumId: album.id, imageIds: [] });
  await media.shares.insert(link);
  const present = vi.spyOn(media.images, 'present');
  const look = async (under: string) => (await fetch(`${media.url}/shared/${link.token}${under}`)).json();

  const pages = [(await look('')) as OpenedShare, (await look('?page=2')) as OpenedShare];
  for (const page of pages) expect(page).toMatchObject({ name: 'Rome', pictures: MAX_SHARED + 2, pages: 2 });
  expect(pages.flatMap((page) => page.images.map(({ id }) => id))).toEqual(images);
  expect(pages[1]!.images).toHaveLength(2);
  expect(await look('?page=3')).toMatchObject({ status: 404 });
  const last = (await look(`/${images.at(-1)}`)) as OpenedPicture;
  expect(last).toMatchObject({ place: MAX_SHARED + 2, previous: images.at(-2), next: null });
  expect((await look(`/${images[0]}`)) as OpenedPicture).toMatchObject({ place: 1, previous: null, next: images[1] });

  // Visitors wait by link and network, not in the queue of its owner.
  const visitor = { group: `link ${link.id}`, client: expect.stringMatching(`^link ${link.id} from .`) as unknown };
  expect(present).toHaveBeenCalledTimes(5);
  for (const [, , reader] of present.mock.calls) expect(reader).toEqual(visitor);
});
