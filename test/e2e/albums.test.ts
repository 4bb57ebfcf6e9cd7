import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Album, AlbumChanged, AlbumList } from '#libs/api/album.js';
import type { Neighbours } from '#libs/api/image.js';

import { Client } from '../harness/http/client.js';
import { ready } from '../harness/http/until.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { jpeg } from '../harness/images/images.js';

let drive: TestDrive;
let ada: Client;
let eve: Client;
let ids: string[];
beforeAll(async () => {
  drive = await openDrive();
  [ada, eve] = [await Client.signUp(drive.url), await Client.signUp(drive.url)];
  ids = [];
  for (let n = 0; n < 4; n++) ids.push((await ada.upload(await jpeg(), { modifiedAt: `201${n}-01-01T00:00:00Z` })).id);
  // Covers are compared as they are.
  for (const id of ids) await ready(ada, id);
});
afterAll(() => drive.close());

const make = async (body: object) => (await ada.json('POST', '/api/albums', body, { status: 201 })).json<AlbumChanged>().album;
const change = async (id: string, body: object) =>
  (await ada.json('POST', `/api/albums/${id}/images`, body, { status: 200 })).json<AlbumChanged>();
const album = async (id: string) => (await ada.get(`/api/albums/${id}`)).json<Album>();

it('an album is created, filled, ordered, renamed, and deleted without its images', async () => {
  const { id, page } = await make({ name: 'Rome', ids: [ids[2], ids[0]] });
  expect(page).toBe(`/${ada.user.name}/albums/${id}/`);
  await change(id, { action: 'add', ids: [ids[1], ids[2]] });
  expect(await ada.ids({ album: id })).toEqual([ids[2], ids[0], ids[1]]);
  await change(id, { action: 'move', ids: [ids[1]], before: ids[2] });
  expect(await ada.ids({ album: id })).toEqual([ids[1], ids[2], ids[0]]);
  const first = await ada.list({ album: id, limit: 2 });
  expect(await ada.ids({ album: id, before: first.next! })).toEqual([ids[0]]);
  const changed = (await ada.json('PATCH', `/api/albums/${id}`, { name: 'Roma', order: 'date', cover: ids[0] })).json<Album>();
  expect(changed).toMatchObject({ name: 'Roma', order: 'date', images: 3, cover: { id: ids[0] } });
  expect(await ada.ids({ album: id })).toEqual([ids[2], ids[1], ids[0]]);
  expect(await ada.ids({ q: 'album:roma 2011' })).toEqual([ids[1]]);
  expect((await ada.get('/api/albums')).json<AlbumList>().items).toEqual([changed]);
  await ada.send('DELETE', `/api/albums/${id}`, { status: 204 });
  await ada.refused('NOT_FOUND', 'GET', `/api/albums/${id}`);
  expect(await ada.ids()).toHaveLength(4);
});

it('an image in the trash is hidden from its albums, returns to its place, and is removed when deleted for good', async () => {
  const { id: picture } = await ada.upload(await jpeg());
  const albums = [await make({ name: 'a', ids: [ids[0], picture, ids[1]] }), await make({ name: 'b', ids: [picture] })];
  const counts = () => Promise.all(albums.map(async ({ id }) => (await album(id)).images));
  await ada.send('DELETE', `/api/images/${picture}`);
  expect(await counts()).toEqual([2, 0]);
  expect(await ada.ids({ album: albums[0]!.id })).toEqual([ids[0], ids[1]]);
  await ada.send('POST', `/api/images/${picture}/restore`);
  expect(await counts()).toEqual([3, 1]);
  expect(await ada.ids({ album: albums[0]!.id })).toEqual([ids[0], picture, ids[1]]);
  await ada.send('DELETE', `/api/images/${picture}?forever=true`);
  expect(await counts()).toEqual([2, 0]);
});

it('the neighbours of an image in an album skip images in the trash', async () => {
  const { id: trashed } = await ada.upload(await jpeg());
  const { id } = await make({ name: 'Beside', ids: [ids[3], trashed, ids[0], ids[2]] });
  await ada.send('DELETE', `/api/images/${trashed}`);
  const beside = async (index: number, query = '') => {
    const { newer, older } = (await ada.get(`/api/images/${ids[index]}/neighbours?album=${id}${query}`)).json<Neighbours>();
    return [newer, older].map((image) => (image ? ids.indexOf(image.id) : null));
  };
  expect([await beside(3), await beside(0), await beside(2)]).toEqual([
    [null, 0],
    [3, 2],
    [0, null],
  ]);
  expect(await beside(0, '&order=taken')).toEqual([2, null]);
  await ada.json('PATCH', `/api/albums/${id}`, { order: 'date' });
  expect([await beside(3), await beside(2)]).toEqual([
    [null, 2],
    [3, 0],
  ]);
  await change(id, { action: 'remove', ids: [ids[2]] });
  // In date order it has a position all the same.
  expect(await beside(2)).toEqual([3, 0]);
  await eve.refused('NOT_FOUND', 'GET', `/api/images/${ids[0]}/neighbours?album=${id}`);
  await ada.send('DELETE', `/api/images/${trashed}?forever=true`);
});

it('images are uploaded into an album, duplicates as well', async () => {
  const { id } = await make({ name: 'In' });
  const bytes = await jpeg();
  const answer = await ada.send('POST', `/api/images?album=${id}`, { status: 201, body: bytes });
  const again = await ada.uploadForm([{ bytes }, { bytes: await jpeg() }], { album: id });
  expect(again.map(({ status }) => status)).toEqual([200, 201]);
  expect((await ada.ids({ album: id }))[0]).toBe(answer.json<{ id: string }>().id);
  expect((await album(id)).images).toBe(2);
  await eve.refused('NOT_FOUND', 'POST', `/api/images?album=${id}`, { body: bytes });
  expect(await eve.ids()).toEqual([]);
});

it('concurrent changes of one album are all applied', async () => {
  const { id } = await make({ name: 'Busy' });
  await Promise.all(ids.map((image) => change(id, { action: 'add', ids: [image] })));
  expect((await ada.ids({ album: id })).toSorted()).toEqual(ids.toSorted());
});

it('the album of another owner answers 404', async () => {
  const { id } = await make({ name: 'Mine', ids });
  await eve.refused('NOT_FOUND', 'GET', `/api/albums/${id}`);
  await eve.refused('NOT_FOUND', 'GET', `/api/images?album=${id}`);
  await eve.refusedJson('NOT_FOUND', 'PATCH', `/api/albums/${id}`, { name: 'x' });
  await eve.refusedJson('NOT_FOUND', 'POST', `/api/albums/${id}/images`, { action: 'remove', ids });
  await eve.refused('NOT_FOUND', 'DELETE', `/api/albums/${id}`);
  expect((await album(id)).images).toBe(4);
});
