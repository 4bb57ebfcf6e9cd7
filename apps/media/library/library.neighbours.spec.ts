import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Neighbours, type Image } from '#libs/api/image.js';

import { openMedia, type TestMedia } from '../testing/open-media.js';
import { png } from '../../../test/harness/images/tiny-images.js';

let media: TestMedia;
let images: Image[];
beforeAll(async () => {
  media = await openMedia();
  images = [];
  // The order of the times taken differs from the order of upload: the second is the newest.
  for (const [index, year] of ['2011', '2019', '2015'].entries()) {
    const response = await media.as('ada')(`/api/images?modifiedAt=${year}-06-01T00:00:00Z`, { method: 'POST', body: png(index) });
    images.push((await response.json()) as Image);
  }
});
afterAll(() => media.close());

async function beside(index: number, query = ''): Promise<(number | null)[]> {
  const response = await media.as('ada')(`/api/images/${images[index]!.id}/neighbours${query}`);
  const { newer, older } = Neighbours.parse(await response.json());
  return [newer, older].map((image) => (image ? images.findIndex(({ id }) => id === image.id) : null));
}

describe('GET /api/images/:id/neighbours', () => {
  it('returns the next newer and the next older image, by upload or by time taken', async () => {
    expect([await beside(0), await beside(1), await beside(2)]).toEqual([
      [1, null],
      [2, 0],
      [null, 1],
    ]);
    expect([await beside(0, '?order=taken'), await beside(1, '?order=taken'), await beside(2, '?order=taken')]).toEqual([
      [2, null],
      [null, 2],
      [1, 0],
    ]);
  });

  describe('in an album', () => {
    const make = async (body: object): Promise<string> => {
      const response = await media.as('ada')('/api/albums', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'Rome', ...body }),
      });
      return ((await response.json()) as { album: { id: string } }).album.id;
    };

    it('uses the order of the album, or the order in the query', async () => {
      const album = await make({ ids: [images[0]!.id, images[2]!.id, images[1]!.id] });
      expect([await beside(0, `?album=${album}`), await beside(2, `?album=${album}`), await beside(1, `?album=${album}`)]).toEqual([
        [null, 2],
        [0, 1],
        [2, null],
      ]);
      expect(await beside(2, `?album=${album}&order=taken`)).toEqual([1, 0]);
      const dated = await make({ ids: [images[0]!.id, images[1]!.id], order: 'date' });
      expect([await beside(1, `?album=${dated}`), await beside(0, `?album=${dated}`)]).toEqual([
        [null, 0],
        [1, null],
      ]);
    });

    it('returns none for an image outside the album, and 404 for the album of another owner', async () => {
      const album = await make({ ids: [images[0]!.id, images[2]!.id] });
      expect(await beside(1, `?album=${album}`)).toEqual([null, null]);
      expect((await media.as('eve')(`/api/images/${images[0]!.id}/neighbours?album=${album}`)).status).toBe(404);
      expect((await media.as('ada')(`/api/images/${images[0]!.id}/neighbours?album=${images[0]!.id}`)).status).toBe(404);
    });

    it('skips images that do not match the search', async () => {
      const album = await make({ ids: [images[0]!.id, images[2]!.id, images[1]!.id] });
      expect(await beside(0, `?album=${album}&q=2019`)).toEqual([null, 1]);
    });
  });

  it('in a search returns other matches, even for an image that no longer matches', async () => {
    expect(await beside(2, '?order=taken&q=2011..2015')).toEqual([null, 0]);
    expect(await beside(1, '?order=taken&q=2011..2015')).toEqual([null, 2]);
    expect(await beside(0, '?order=taken&q=2019')).toEqual([1, null]);
  });

  it('skips images in the trash, and answers 404 for one', async () => {
    await media.as('ada')(`/api/images/${images[1]!.id}`, { method: 'DELETE' });
    expect(await beside(0)).toEqual([2, null]);
    expect((await media.as('ada')(`/api/images/${images[1]!.id}/neighbours`)).status).toBe(404);
  });

  it('refuses unknown query parameters', async () => {
    expect((await media.as('ada')(`/api/images/${images[0]!.id}/neighbours?order=size`)).status).toBe(400);
    expect((await media.as('ada')(`/api/images/${images[0]!.id}/neighbours?limit=2`)).status).toBe(400);
    expect((await media.as('ada')(`/api/images/${images[0]!.id}/neighbours?order=hand`)).status).toBe(400);
  });
});
