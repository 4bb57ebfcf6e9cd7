import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Album, AlbumChanged } from '#libs/api/album.js';
import { type Image } from '#libs/api/image.js';
import type { Share, ShareList, SharePreview, ShareWithImages } from '#libs/api/share.js';
import { SIZE_NAMES, type SizeName } from '#libs/domain/variants.js';

import { Client } from '../harness/http/client.js';
import type { TestDrive } from '../harness/drive/drive.js';
import { bytesOf, ShareStage } from '../harness/http/shares.js';

let stage: ShareStage;
let drive: TestDrive;
let ada: Client;
let eve: Client;
let one: Image;
let two: Image;
let other: Image;
beforeAll(async () => {
  stage = await ShareStage.open();
  ({ drive, ada } = stage);
  [one, two, other] = stage.images as [Image, Image, Image];
  eve = await Client.signUp(drive.url);
});
afterAll(() => drive.close());

const look = (path: string, status: number) => stage.look(path, status);
const statuses = (paths: readonly string[]) => stage.statuses(paths);
const change = (album: Album, action: string, ...ids: string[]) => ada.json('POST', `/api/albums/${album.id}/images`, { action, ids });

async function makeAlbum(images: readonly Image[], more: object = {}): Promise<Album> {
  const body = { name: 'Rome', ids: images.map(({ id }) => id), ...more };
  return (await ada.json('POST', '/api/albums', body, { status: 201 })).json<AlbumChanged>().album;
}
/** Creates an album of these images and shares it. */
async function shared(images: readonly Image[], more: object = {}) {
  const album = await makeAlbum(images);
  return { album, link: await stage.share({ album: album.id, ...more }) };
}
/** Ids of the images on the page, in order. */
async function shown({ page }: Share): Promise<string[]> {
  const { text } = await look(page, 200);
  const ids = [...text.matchAll(/href="\/p\/\w+\/([0-9a-z]{26})"/g)].map(([, id]) => id!);
  return ids;
}
/** Expects the same 404 for everything that the share could ever have shown. */
async function gone({ page }: Share, { id }: Image): Promise<void> {
  expect((await look(page, 404)).text).toContain('Page not found');
  expect(await statuses([`${page}/m.jpg`, `${page}/${id}`, ...bytesOf(page, id)])).toEqual([404, 404, 404, 404, 404, 404]);
}

describe('the owner', () => {
  it('shares an album, and lists the shares of that album', async () => {
    const { album, link } = await shared([two, one]);
    const expected = { album: { id: album.id, name: 'Rome' }, imageIds: [], name: null, sizes: ['s', 'm', 'l'], pictures: 2 };
    expect(link).toMatchObject({ ...expected, images: [{ id: two.id }, { id: one.id }] });
    expect((await ada.get(`/api/shares/${link.id}`)).json()).toEqual(link);
    const { images: _images, pictures: _pictures, ...listed } = link;
    expect((await ada.get(`/api/shares?album=${album.id}`)).json<ShareList>()).toEqual({ items: [listed], next: null });
    await stage.share({ imageIds: [one.id] });
    expect((await ada.get('/api/shares')).json<ShareList>().items[1]).toEqual(listed);
  });

  it('previews the share of an album, an empty one as well', async () => {
    const preview = async (album: Album) => (await ada.json('POST', '/api/shares/preview', { album: album.id })).json<SharePreview>();
    const album = await makeAlbum([two, one]);
    const { sizes, ...told } = await preview(album);
    expect(told).toMatchObject({ album: { id: album.id, name: 'Rome' }, pictures: 2, first: [{ id: two.id }, { id: one.id }] });
    for (const size of SIZE_NAMES) expect(sizes[size]).toMatchObject({ ready: 2, bytes: one.sizes[size].bytes! + two.sizes[size].bytes! });
    expect(await preview(await makeAlbum([]))).toMatchObject({ pictures: 0, first: [], sizes: { m: { ready: 0, bytes: 0 } } });
  });

  it('must name either images or an album, and the album must be their own', async () => {
    const { album, link } = await shared([one]);
    for (const path of ['/api/shares', '/api/shares/preview']) {
      for (const body of [{}, { album: album.id, imageIds: [one.id] }]) await ada.refusedJson('BAD_REQUEST', 'POST', path, body);
      await eve.refusedJson('NOT_FOUND', 'POST', path, { album: album.id });
      await ada.refusedJson('NOT_FOUND', 'POST', path, { album: 'nonsense' });
    }
    await ada.refusedJson('BAD_REQUEST', 'PATCH', `/api/shares/${link.id}`, { imageIds: [other.id] });
    await ada.refusedJson('BAD_REQUEST', 'PATCH', `/api/shares/${link.id}`, { album: album.id });
    expect((await eve.get(`/api/shares?album=${album.id}`)).json<ShareList>().items).toEqual([]);
  });
});

describe('a visitor of a shared album', () => {
  it.each<[readonly SizeName[]]>([[['s']], [['m', 'l']], [['o']], [['s', 'm', 'l', 'o']]])(
    'sees %j of its pictures and no other size, and no other picture',
    async (sizes) => {
      const { page } = (await shared([one, two], { sizes })).link;
      const expected = SIZE_NAMES.map((size) => (sizes.includes(size) ? 200 : 404));
      for (const { id } of [one, two]) expect(await statuses(bytesOf(page, id))).toEqual(expected);
      expect(await statuses(SIZE_NAMES.map((size) => `${page}/${size}.jpg`))).toEqual(expected);
      expect(await statuses([...bytesOf(page, other.id), `${page}/${other.id}`])).toEqual([404, 404, 404, 404, 404]);
    },
  );

  it('sees the album in its current order and under its current name', async () => {
    const { album, link } = await shared([two, one, other]);
    expect(await shown(link)).toEqual([two.id, one.id, other.id]);
    expect((await look(`${link.page}/${one.id}`, 200)).text).toMatch(new RegExp(`${two.id}.*2 of 3|2 of 3.*${two.id}`, 's'));
    await change(album, 'move', other.id, two.id);
    expect(await shown(link)).toEqual([one.id, other.id, two.id]);
    await ada.json('PATCH', `/api/albums/${album.id}`, { order: 'date', name: 'Roma <i>' });
    expect(await shown(link)).toEqual([other.id, two.id, one.id]);
    expect((await look(link.page, 200)).text).toContain('<meta property="og:title" content="Roma &lt;i>"/>');
    await ada.json('PATCH', `/api/shares/${link.id}`, { name: 'For you' });
    const { text } = await look(link.page, 200);
    expect([text.includes('For you'), text.includes('Roma')]).toEqual([true, false]);
  });

  it('sees added images at once, and removed ones no longer', async () => {
    const { album, link } = await shared([]);
    expect((await look(link.page, 200)).text).toContain('No pictures yet');
    expect(await statuses([`${link.page}/m.jpg`, ...bytesOf(link.page, one.id)])).toEqual([404, 404, 404, 404, 404]);
    await change(album, 'add', one.id, two.id);
    expect(await shown(link)).toEqual([one.id, two.id]);
    expect(await statuses([`${link.page}/m.jpg`, ...bytesOf(link.page, two.id)])).toEqual([200, 200, 200, 200, 404]);
    await change(album, 'remove', two.id);
    expect((await look(link.page, 200)).text).not.toContain(two.id);
    expect(await statuses([`${link.page}/${two.id}`, ...bytesOf(link.page, two.id)])).toEqual([404, 404, 404, 404, 404]);
  });

  it('does not see images in the trash, sees restored ones in their place, and none that were deleted for good', async () => {
    const trashed = await stage.uploaded();
    const { album, link } = await shared([trashed, one, two]);
    await ada.send('DELETE', `/api/images/${trashed.id}`);
    expect(await shown(link)).toEqual([one.id, two.id]);
    expect(await statuses([`${link.page}/${trashed.id}`, ...bytesOf(link.page, trashed.id)])).toEqual([404, 404, 404, 404, 404]);
    expect((await look(`${link.page}/m.jpg`, 200)).bytes.equals((await ada.get(`/get/${one.id}/m`)).bytes)).toBe(true);
    await ada.send('POST', `/api/images/${trashed.id}/restore`);
    expect(await shown(link)).toEqual([trashed.id, one.id, two.id]);
    await ada.send('DELETE', `/api/images/${trashed.id}?forever=true`);
    await change(album, 'remove', one.id, two.id);
    expect((await look(link.page, 200)).text).toContain('No pictures yet');
    expect((await ada.get(`/api/shares/${link.id}`)).json<ShareWithImages>()).toMatchObject({ pictures: 0, images: [] });
  });

  it('sees nothing after the share ended or expired, or the album was deleted', async () => {
    const ended = (await shared([one])).link;
    await ada.send('DELETE', `/api/shares/${ended.id}`);
    await gone(ended, one);
    const expired = (await shared([one], { expiresAt: '2020-01-01T00:00:00Z' })).link;
    await gone(expired, one);
    const { album, link } = await shared([one]);
    const second = await stage.share({ album: album.id, password: 'for friends' });
    await ada.send('DELETE', `/api/albums/${album.id}`);
    for (const each of [link, second]) {
      await gone(each, one);
      await ada.refused('NOT_FOUND', 'GET', `/api/shares/${each.id}`);
    }
    expect((await ada.get(`/get/${one.id}/m`)).status).toBe(200);
  });

  it('is asked for the password before the name of the album is shown', async () => {
    const { page } = (await shared([one], { password: 'for friends' })).link;
    expect((await look(page, 401)).text).not.toContain('Rome');
    await look(`${page}/${one.id}`, 401);
    expect(await statuses(bytesOf(page, one.id))).toEqual([404, 404, 404, 404]);
  });

  it('is counted once, whatever pages they look at', async () => {
    const { link } = await shared([one, two]);
    await look(link.page, 200);
    await look(`${link.page}/${two.id}`, 200);
    await look(`${link.page}?page=2`, 404);
    await look(`${link.page}?page=x`, 404);
    expect((await ada.get(`/api/shares/${link.id}`)).json<Share>().opened).toBe(1);
  });
});
