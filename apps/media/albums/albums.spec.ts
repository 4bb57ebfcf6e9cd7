import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { Album, AlbumChanged, AlbumList } from '#libs/api/album.js';
import { ImageList, UploadResults, type Image } from '#libs/api/image.js';

import { openMedia, type TestMedia } from '../testing/open-media.js';
import { png } from '../../../test/harness/images/tiny-images.js';

let media: TestMedia;
let ids: string[];
const NEVER = '01kdc7q3v8x2m4n6p8r0s2t4v6';

beforeAll(async () => {
  media = await openMedia();
  ids = [];
  for (let n = 0; n < 5; n++) {
    const query = new URLSearchParams({ name: `${n}.png`, modifiedAt: `201${n}-06-01T00:00:00Z` });
    const response = await media.as('ada')(`/api/images?${query}`, { method: 'POST', body: png(n) });
    ids.push(((await response.json()) as Image).id);
  }
});
afterAll(() => media.close());

async function call(method: string, path: string, body?: object, user = 'ada') {
  const init = { method, ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) };
  const response = await media.as(user)(path, init);
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : (JSON.parse(text) as Record<string, unknown>) };
}
const make = async (body: object = {}) => AlbumChanged.parse((await call('POST', '/api/albums', { name: 'Rome', ...body })).body);
const change = (id: string, body: object) => call('POST', `/api/albums/${id}/images`, body);
async function names(query: string) {
  const { status, body } = await call('GET', `/api/images?${query}`);
  expect(status).toBe(200);
  return ImageList.parse(body)
    .items.map(({ name }) => name[0])
    .join('');
}

describe('albums', () => {
  let id: string;
  beforeEach(async () => {
    ({ id } = (await make({ ids: [ids[3], ids[0], ids[4]] })).album);
  });

  it('are created with the images that exist, and listed newest first', async () => {
    const { album, missing } = await make({ name: ' Nice ', ids: [ids[1], NEVER, ids[1], 'nonsense'] });
    expect(album).toMatchObject({ name: 'Nice', order: 'hand', images: 1, cover: { name: '1.png' }, page: `/ada/albums/${album.id}/` });
    expect(missing).toEqual([NEVER, 'nonsense']);
    const { items } = AlbumList.parse((await call('GET', '/api/albums')).body);
    expect(items.slice(0, 2).map((one) => one.id)).toEqual([album.id, id]);
    expect(items[0]).toEqual(album);
    expect(Album.parse((await call('GET', `/api/albums/${album.id}`)).body)).toEqual(album);
  });

  it('list their images page by page in the order of the album, or in another order', async () => {
    expect(await names(`album=${id}`)).toBe('304');
    expect(await names(`album=${id}&order=taken`)).toBe('430');
    const first = ImageList.parse((await call('GET', `/api/images?album=${id}&limit=2`)).body);
    expect(first.items.map(({ name }) => name)).toEqual(['3.png', '0.png']);
    expect(await names(`album=${id}&limit=2&before=${first.next}`)).toBe('4');
    await change(id, { action: 'remove', ids: [ids[0]] });
    expect(await names(`album=${id}&before=${first.next}`)).toBe('4');
    await call('PATCH', `/api/albums/${id}`, { order: 'date' });
    expect(await names(`album=${id}`)).toBe('43');
  });

  it('can be searched, also by album name', async () => {
    expect(await names(`album=${id}&q=2010..2013`)).toBe('30');
    await make({ name: 'Été à Nice', ids: [ids[2]] });
    expect(await names(`q=${encodeURIComponent('album:"ete a"')}`)).toBe('2');
    expect(await names('q=album:nowhere')).toBe('');
    expect(await names(`q=album:ete&album=${id}`)).toBe('');
  });

  it('images are added, removed and moved', async () => {
    const { status, body } = await change(id, { action: 'add', ids: [ids[1], ids[3], NEVER] });
    expect({ status, body }).toMatchObject({ status: 200, body: { album: { images: 4 }, missing: [NEVER] } });
    expect(await names(`album=${id}`)).toBe('3041');
    await call('PATCH', `/api/albums/${id}`, { order: 'date' });
    expect((await change(id, { action: 'move', ids: [ids[1], ids[4], ids[2]], before: ids[0] })).body).toMatchObject({
      album: { order: 'hand' },
      missing: [ids[2]],
    });
    expect(await names(`album=${id}`)).toBe('3140');
    await change(id, { action: 'move', ids: [ids[3]] });
    expect(await names(`album=${id}`)).toBe('1403');
    await change(id, { action: 'remove', ids: [ids[4], ids[1]] });
    expect(await names(`album=${id}`)).toBe('03');
    expect((await change(id, { action: 'move', ids: [ids[0]], before: ids[4] })).status).toBe(404);
  });

  it('use the chosen cover while it is in the album, otherwise the first image', async () => {
    const cover = async () => Album.parse((await call('GET', `/api/albums/${id}`)).body).cover?.name;
    expect(await cover()).toBe('3.png');
    await call('PATCH', `/api/albums/${id}`, { cover: ids[4] });
    expect(await cover()).toBe('4.png');
    await change(id, { action: 'remove', ids: [ids[4]] });
    expect(await cover()).toBe('3.png');
    expect((await call('PATCH', `/api/albums/${id}`, { cover: ids[1] })).status).toBe(404);
    await call('PATCH', `/api/albums/${id}`, { order: 'date', cover: null });
    await change(id, { action: 'add', ids: [ids[4]] });
    expect(await cover()).toBe('4.png');
  });

  it('hide an image in the trash, show it in its place when restored, and drop it when deleted for good', async () => {
    const uploaded = await media.as('ada')(`/api/images?album=${id}`, { method: 'POST', body: png(99) });
    const { id: picture } = (await uploaded.json()) as Image;
    await change(id, { action: 'move', ids: [picture], before: ids[0] });
    const count = async () => Album.parse((await call('GET', `/api/albums/${id}`)).body).images;
    expect(await count()).toBe(4);
    await call('DELETE', `/api/images/${picture}`);
    expect([await count(), await names(`album=${id}`)]).toEqual([3, '304']);
    await call('POST', `/api/images/${picture}/restore`);
    const { items } = ImageList.parse((await call('GET', `/api/images?album=${id}`)).body);
    expect(items.map((image) => image.id)).toEqual([ids[3], picture, ids[0], ids[4]]);
    await call('DELETE', `/api/images/${picture}?forever=true`);
    expect((await media.albums.find(id))!.images).toEqual([ids[3], ids[0], ids[4]]);
  });

  it('receive images that are uploaded into them, and duplicates', async () => {
    const form = new FormData();
    form.append('album', id);
    form.append('file', new Blob([png(1)]), 'again.png');
    form.append('file', new Blob([png(98)]), 'fresh.png');
    const { results } = UploadResults.parse(await (await media.as('ada')('/api/images', { method: 'POST', body: form })).json());
    expect(results.map(({ status }) => status)).toEqual([200, 201]);
    expect(await names(`album=${id}`)).toBe('3041f');
    const refused = await media.as('ada')(`/api/images?album=${NEVER}`, { method: 'POST', body: png(97) });
    expect(refused.status).toBe(404);
    expect(await names('q=fresh')).toBe('f');
  });

  it('hold at most ten thousand images', async () => {
    const full = await media.albums.find(id);
    await media.albums.update(id, full!.version, { images: Array.from({ length: 10_000 }, (_, n) => `x${n}`) });
    expect(await change(id, { action: 'add', ids: [ids[0]] })).toMatchObject({ status: 409, body: { code: 'ALBUM_FULL' } });
  });

  it('are deleted without their images', async () => {
    expect((await call('DELETE', `/api/albums/${id}`)).status).toBe(204);
    expect((await call('DELETE', `/api/albums/${id}`)).status).toBe(404);
    expect((await call('GET', `/api/images/${ids[3]}`)).status).toBe(200);
    expect((await call('GET', `/api/images?album=${id}`)).status).toBe(404);
  });

  it('of another owner answer 404', async () => {
    for (const [method, path, body] of [
      ['GET', `/api/albums/${id}`],
      ['PATCH', `/api/albums/${id}`, { name: 'x' }],
      ['DELETE', `/api/albums/${id}`],
      ['POST', `/api/albums/${id}/images`, { action: 'add', ids: [ids[0]] }],
      ['GET', `/api/images?album=${id}`],
    ] as const) {
      expect((await call(method, path, body, 'eve')).status).toBe(404);
    }
    const { body } = await call('POST', '/api/albums', { name: 'mine', ids: [ids[0]] }, 'eve');
    expect(body).toMatchObject({ album: { images: 0, cover: null }, missing: [ids[0]] });
  });

  it.each([
    ['POST', '/api/albums', {}],
    ['POST', '/api/albums', { name: ' ' }],
    ['POST', '/api/albums', { name: 'a\nb' }],
    ['POST', '/api/albums', { name: 'x'.repeat(101) }],
    ['POST', '/api/albums', { name: 'x', order: 'size' }],
    ['GET', '/api/albums?x=1'],
    ['GET', '/api/images?order=hand'],
    ['PATCH', '/api/albums/:id', {}],
    ['PATCH', '/api/albums/:id', { images: [] }],
    ['POST', '/api/albums/:id/images', { ids: [] }],
    ['POST', '/api/albums/:id/images', { ids: [NEVER], action: 'purge' }],
  ])('refuse %s %s %j', async (method, path, body?: object) => {
    expect(await call(method, path.replace(':id', id), body)).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
  });
});
