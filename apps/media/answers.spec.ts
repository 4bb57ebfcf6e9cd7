import { afterAll, beforeAll, expect, it } from 'vitest';

import { type Image } from '#libs/api/image.js';
import { ListQuery, NeighboursQuery } from '#libs/api/image-queries.js';
import { ShareListQuery } from '#libs/api/share.js';
import type { Identity } from '#libs/http/identity.js';
import { plainData } from '#libs/http/in-process/plain-data.js';

import { png } from '../../test/harness/images/tiny-images.js';
import { AlbumsService } from './albums/albums.service.js';
import { LibraryService } from './library/library.service.js';
import { SharesService } from './shares/shares.service.js';
import { openMedia, type TestMedia } from './testing/open-media.js';

let media: TestMedia;
let ids: string[];
const ADA: Identity = { userId: 'id-of-ada', userName: 'ada', scopes: ['read'], sessionId: 's1' };

beforeAll(async () => {
  media = await openMedia();
  const ada = media.as('ada', 'read upload write share');
  const send = async (path: string, body: BodyInit, headers = {}) => (await ada(path, { method: 'POST', body, headers })).json();
  ids = [];
  for (const n of [1, 2, 3]) ids.push(((await send('/api/images', png(n))) as Image).id);
  const json = { 'content-type': 'application/json' };
  await send('/api/albums', JSON.stringify({ name: 'Rome', imageIds: ids }), json);
  await send('/api/shares', JSON.stringify({ imageIds: ids, sizes: ['m'] }), json);
});
afterAll(() => media.close());

/** The value and all objects in it. */
function objectsIn(value: unknown): object[] {
  return typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(objectsIn)] : [];
}

// The gateway gets the objects themselves in one process, and may do with them what it likes.
it.each<[string, () => Promise<unknown>]>([
  ['a list', () => media.app.get(LibraryService).list(ADA, ListQuery.parse({}))],
  ['an image', () => media.app.get(LibraryService).get(ADA, ids[0]!)],
  ['neighbours', () => media.app.get(LibraryService).neighbours(ADA, ids[1]!, NeighboursQuery.parse({}))],
  ['months', () => media.app.get(LibraryService).months(ADA)],
  ['usage', () => media.app.get(LibraryService).usage(ADA)],
  ['albums', () => media.app.get(AlbumsService).list(ADA)],
  ['shares', () => media.app.get(SharesService).list(ADA, ShareListQuery.parse({}))],
])('%s: no object of an answer is in another one, and it is plain data', async (_, answer) => {
  const [first, second] = [await answer(), await answer()];
  expect(first).toEqual(second);
  const objects = new Set(objectsIn(first));
  expect(objects.size).toBeGreaterThan(0);
  expect(objectsIn(second).filter((each) => objects.has(each))).toEqual([]);
  expect(plainData(first)).toBe(first);
});
