import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';
import type { ShareWithImages } from '#libs/api/share.js';
import { putText } from '#libs/domain/drive/temporary-files.js';
import type { ImageInformation } from '#libs/domain/iiif/image-information.js';
import { resultPrefix } from '#libs/domain/transform/results.js';

import { png } from '../../../test/harness/images/tiny-images.js';
import { openMedia, type TestMedia } from '../testing/open-media.js';

let media: TestMedia;
let ada: ReturnType<TestMedia['as']>;
/** The modifiers that the worker was asked for. */
const made: string[] = [];
/** Done before a result is there. */
let before: () => Promise<unknown>;
beforeAll(async () => {
  media = await openMedia();
  ada = media.as('ada');
  media.queue.process(
    async (job) => {
      if (!('transform' in job)) return;
      const { name, modifiers, format } = job.transform;
      made.push(`${modifiers}.${format}`);
      await before();
      await putText(media.objects, media.dataDir, `${resultPrefix(ada.owner, job.imageId, name)}${'c'.repeat(32)}.${format}`, 'the bytes');
    },
    { concurrency: 1 },
  );
});
afterAll(() => media.close());
beforeEach(() => {
  made.splice(0);
  before = async () => undefined;
});

const SIZE = { width: 3000, height: 2000 };
let seed = 0x7b0000;
/** An image of which the row says that it is large. */
async function upload(): Promise<string> {
  const { id } = (await (await ada('/api/images?name=a.png', { method: 'POST', body: png(++seed, SIZE) })).json()) as Image;
  return id;
}
async function share(body: object): Promise<ShareWithImages> {
  const headers = { 'content-type': 'application/json' };
  return (await (await ada('/api/shares', { method: 'POST', headers, body: JSON.stringify(body) })).json()) as ShareWithImages;
}
const visit = (token: string, id: string, rest: string) => fetch(`${media.url}/shared/${token}/iiif/${id}/${rest}`);
const IMAGE = 'full/1000,/0/gray.png';

describe('the caller’s own image', () => {
  it('is made by the modifiers that the request stands for', async () => {
    const id = await upload();
    const answer = await ada(`/iiif/3/${id}/${IMAGE}`);
    expect([answer.status, await answer.text(), made]).toEqual([200, 'the bytes', ['SE1000,667_GR.png']]);
  });

  it('of others, of the trash, or of nobody is not there, and nothing is queued', async () => {
    const [id, trashed] = [await upload(), await upload()];
    await ada(`/api/images/${trashed}`, { method: 'DELETE' });
    for (const rest of ['info.json', IMAGE]) {
      expect((await media.as('eve')(`/iiif/3/${id}/${rest}`)).status).toBe(404);
      expect((await ada(`/iiif/3/${trashed}/${rest}`)).status).toBe(404);
      expect((await fetch(`${media.url}/iiif/3/${id}/${rest}`)).status).toBe(401);
    }
    expect(made).toEqual([]);
  });

  it('that is deleted while its result is awaited is 404', async () => {
    const id = await upload();
    before = () => ada(`/api/images/${id}`, { method: 'DELETE' });
    expect((await ada(`/iiif/3/${id}/${IMAGE}`)).status).toBe(404);
    expect(made).toHaveLength(1);
  });
});

describe('an album of more pictures than one manifest has', () => {
  it('is a collection of manifests, each of which has a part of them', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 501; n++) {
      const { id } = (await (await ada('/api/images?name=a.png', { method: 'POST', body: png(++seed) })).json()) as Image;
      ids.push(id);
    }
    const headers = { 'content-type': 'application/json' };
    const created = await ada('/api/albums', { method: 'POST', headers, body: JSON.stringify({ name: 'Many', ids }) });
    const { album } = (await created.json()) as { album: { id: string } };
    const get = async (rest: string) => (await ada(`/iiif/3/collection/${album.id}${rest}`)).json() as Promise<Record<string, unknown>>;
    const id = `/iiif/3/collection/${album.id}`;
    const pages = [
      { id: `${id}/1`, type: 'Manifest', label: { none: ['Many, 1–500'] } },
      { id: `${id}/2`, type: 'Manifest', label: { none: ['Many, 501–501'] } },
    ];
    expect(await get('')).toMatchObject({ id, type: 'Collection', label: { none: ['Many'] }, items: pages });
    const first = await get('/1');
    expect(first).toMatchObject({ ...pages[0], partOf: [{ id, type: 'Collection' }] });
    expect(first['items']).toHaveLength(500);
    expect(await get('/2')).toMatchObject({ ...pages[1], items: [{ id: `${id}/2/canvas/${ids[500]!}` }] });
    expect((await ada(`${id}/3`)).status).toBe(404);
  }, 60_000);

  it('of others is not there', async () => {
    const created = await ada('/api/albums', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Mine' }),
    });
    const { album } = (await created.json()) as { album: { id: string } };
    expect((await media.as('eve')(`/iiif/3/collection/${album.id}`)).status).toBe(404);
    expect((await fetch(`${media.url}/iiif/3/collection/${album.id}`)).status).toBe(401);
  });
});

describe('an image of a share', () => {
  it.each([
    [['s'], { width: 320, height: 213 }, 'SL320_CR0,0,100,100_SE50,50.jpg'],
    [['s', 'm'], { width: 1024, height: 683 }, 'SL1024_CR0,0,100,100_SE50,50.jpg'],
    [['m', 'o'], SIZE, 'CR0,0,100,100_SE50,50.jpg'],
  ])('of the sizes %j is %j', async (sizes, size, modifiers) => {
    const id = await upload();
    const { token } = await share({ imageIds: [id], sizes });
    const information = (await (await visit(token, id, 'info.json')).json()) as ImageInformation;
    expect(information).toMatchObject(size);
    expect((await visit(token, id, '0,0,100,100/50,50/0/default.jpg')).status).toBe(200);
    expect(made).toEqual([modifiers]);
    expect((await visit(token, id, `full/${size.width + 1},/0/default.jpg`)).status).toBe(400);
    expect((await visit(token, id, `${size.width},0,1,1/max/0/default.jpg`)).status).toBe(400);
  });

  it('that is not in it, or behind a password, is not there', async () => {
    const [id, other] = [await upload(), await upload()];
    const open = await share({ imageIds: [id] });
    const locked = await share({ imageIds: [id], password: 'correct horse' });
    for (const rest of ['info.json', IMAGE]) {
      expect((await visit(open.token, id, rest)).status).toBe(200);
      expect((await visit(open.token, other, rest)).status).toBe(404);
      expect((await visit(locked.token, id, rest)).status).toBe(404);
    }
    expect(made).toHaveLength(1);
  });

  it('is not there when the share ends while a result is awaited', async () => {
    const id = await upload();
    const { token, id: shareId } = await share({ imageIds: [id] });
    before = () => ada(`/api/shares/${shareId}`, { method: 'DELETE' });
    expect((await visit(token, id, IMAGE)).status).toBe(404);
    expect(made).toHaveLength(1);
  });
});
