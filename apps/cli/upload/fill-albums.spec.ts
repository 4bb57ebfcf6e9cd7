import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import type { Album } from '#libs/api/album.js';

import { Api } from '../drive/api.js';
import { fillAlbums } from './fill-albums.js';
import { Report } from './report.js';

/** Albums of the drive, newest first, and how many it created. */
let albums: Album[] = [];
let made = 0;
/** Number of requests that are carried out but not answered. */
let lost = 0;
let isAway = false;
let asked = 0;
const server = createServer(async (request, response) => {
  asked++;
  if (isAway) return void response.destroy();
  if (request.method === 'GET') return send(response, 200, { items: albums });
  const { name = '', ids } = (await json(request)) as { name?: string; ids: string[] };
  if (request.url === '/api/albums') {
    made++;
    albums.unshift(album({ id: idOf(made), name, images: ids.length }));
    if (lost-- > 0) return void response.destroy();
    return send(response, 201, { album: albums[0], missing: [] });
  }
  const found = albums.find(({ id }) => request.url === `/api/albums/${id}/images`);
  send(response, 200, { album: found, missing: [] });
});
const idOf = (n: number) => `01k${String(n).padStart(23, '0')}`;
const album = (change: Partial<Album>): Album => ({
  id: idOf(0),
  name: 'Rome',
  order: 'date',
  images: 0,
  cover: null,
  createdAt: '2026-05-18T10:00:00.000Z',
  page: '/',
  ...change,
});

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

let api: Api;
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  api = new Api(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'token', { pauses: [0, 0] });
});
afterAll(() => server.close());
beforeEach(() => {
  [albums, made, lost, isAway, asked] = [[], 0, 0, false, 0];
});

/** Fills one album for each name with one picture. */
async function fill(...names: string[]) {
  const report = new Report();
  report.add({ path: 'a.jpg', outcome: 'uploaded', id: 'A', sha256: 'a' });
  const plans = names.map((name) => ({ name, order: 'date', pictures: ['a.jpg'] }) as const);
  await fillAlbums(api, plans, report);
  return report.albums;
}

it('an album whose answer was lost is found again, not created twice', async () => {
  albums = [album({ name: 'Nice' })];
  lost = 1;
  expect(await fill('Rome')).toEqual([{ name: 'Rome', pictures: 1, made: true, added: 1 }]);
  expect([made, albums.map(({ name }) => name)]).toEqual([1, ['Rome', 'Nice']]);
});

it('plans of the same name get different albums, also when an answer was lost', async () => {
  albums = [album({ images: 5 })];
  lost = 1;
  const filled = await fill('Rome', 'Rome', 'Rome');
  expect(filled.map((one) => [one.made, one.added])).toEqual([
    [false, 0],
    [true, 1],
    [true, 1],
  ]);
  expect([made, albums.length]).toEqual([2, 3]);
});

it('stops when the drive does not answer, and reports it for each album', async () => {
  isAway = true;
  const filled = await fill('Rome', 'Nice');
  expect(filled.map(({ why }) => why)).toEqual(Array(2).fill(expect.stringContaining('does not answer')));
  expect([asked, albums]).toEqual([3, []]);
});
