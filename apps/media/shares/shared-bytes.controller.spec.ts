import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import type { Image } from '#libs/api/image.js';
import type { OpenedShare, ShareWithImages } from '#libs/api/share.js';

import { makeSizes, rejectImage } from '../testing/make-sizes.js';
import { openMedia, type TestMedia } from '../testing/open-media.js';
import { SharePreview } from './share-preview.js';
import { png, tiff } from '../../../test/harness/images/tiny-images.js';

let media: TestMedia;
let ada: ReturnType<TestMedia['as']>;
beforeAll(async () => {
  media = await openMedia();
  ada = media.as('ada');
  media.app.get(SharePreview).wait = 0;
});
afterAll(() => media.close());

let seed = 0x5a0000;
async function upload(body = png(++seed)): Promise<Image> {
  return (await (await ada('/api/images?name=sea.png', { method: 'POST', body })).json()) as Image;
}
async function share(body: object): Promise<ShareWithImages> {
  const headers = { 'content-type': 'application/json' };
  return (await (await ada('/api/shares', { method: 'POST', headers, body: JSON.stringify(body) })).json()) as ShareWithImages;
}
const look = (path: string, init: RequestInit = {}) => fetch(media.url + path, { redirect: 'manual', ...init });
const opened = async (token: string) => (await (await look(`/shared/${token}`)).json()) as OpenedShare;

describe('a shared size', () => {
  it('answers 404 while no size of the share is ready, and never with an original that is not shared', async () => {
    const { id } = await upload();
    const { token } = await share({ imageIds: [id] });
    for (const file of ['s.jpg', 'm.jpg', 'o.png', 'o.jpg', 's']) {
      const response = await look(`/shared/${token}/${id}/${file}`);
      expect({ status: response.status, type: response.headers.get('content-type'), cache: response.headers.get('cache-control') }).toEqual(
        {
          status: 404,
          type: 'text/plain; charset=utf-8',
          cache: 'no-store',
        },
      );
    }
    await makeSizes(media, id, ['l']);
    const shown = await look(`/shared/${token}/${id}/l.jpg`);
    expect(shown.headers.get('x-robots-tag')).toBe('noindex');
    expect(await shown.text()).toContain(`l of ${id}`);
    expect((await opened(token)).images[0]!.sizes).toMatchObject({ s: null, m: null, l: { type: 'image/jpeg' }, o: null });
  });

  it('is answered by the nearest that is ready, which nobody may cache', async () => {
    const { id } = await upload();
    const { token } = await share({ imageIds: [id] });
    await makeSizes(media, id, ['l']);
    const standIn = async (file: string) => {
      const { status, headers } = await look(`/shared/${token}/first/${file}`);
      return [status, headers.get('x-served-size'), headers.get('cache-control'), headers.get('last-modified')];
    };
    expect(await standIn('s.jpg')).toEqual([200, 'l', 'no-store', null]);
    expect(await standIn('s.png')).toEqual([200, 'l', 'no-store', null]);
    expect((await standIn('s.jpg?exact'))[0]).toBe(404);
    expect((await standIn('o.png'))[0]).toBe(404);
    await makeSizes(media, id, ['s']);
    expect(await standIn('s.jpg')).toEqual([200, null, 'public, max-age=60', null]);
    const { token: small } = await share({ imageIds: [id], sizes: ['s', 'm'] });
    // The large size is nearer, but not in this share.
    expect((await look(`/shared/${small}/first/m.jpg`)).headers.get('x-served-size')).toBe('s');
  });

  it('is answered by the original only where it is shared and browsers show it', async () => {
    const [shown, hidden] = [await upload(), await upload(tiff(8))];
    const { token } = await share({ imageIds: [shown.id, hidden.id], sizes: ['s', 'o'] });
    const standIn = await look(`/shared/${token}/${shown.id}/s.jpg`);
    expect([standIn.status, standIn.headers.get('x-served-size'), standIn.headers.get('content-type')]).toEqual([200, 'o', 'image/png']);
    expect((await look(`/shared/${token}/${hidden.id}/s.jpg`)).status).toBe(404);
  });

  it('is waited for right after the upload', async () => {
    const previews = media.app.get(SharePreview);
    previews.wait = 600_000;
    const { id } = await upload();
    const { token } = await share({ imageIds: [id] });
    const looked = vi.spyOn(media.images, 'find');
    const asked = look(`/shared/${token}/${id}/s.jpg`);
    await vi.waitFor(() => expect(looked).toHaveBeenCalled());
    await makeSizes(media, id, ['m']);
    expect((await asked).headers.get('x-served-size')).toBe('m');
    previews.wait = 0;
  });

  it('of a rejected image answers 404, while its original is served', async () => {
    const { id } = await upload();
    await rejectImage(media, id);
    const { token } = await share({ imageIds: [id], sizes: ['m', 'o'] });
    expect((await look(`/shared/${token}/${id}/m.jpg`)).status).toBe(404);
    expect((await look(`/shared/${token}/${id}/o.png`)).status).toBe(200);
  });

  it('has the extension of its type', async () => {
    const { id } = await upload(tiff(7));
    const { token } = await share({ imageIds: [id], sizes: ['o'] });
    const led = await look(`/shared/${token}/first/o.jpg`);
    expect([led.status, led.headers.get('location')]).toEqual([302, `/p/${token}/o.tif`]);
    expect((await look(`/shared/${token}/first/o.tif`)).headers.get('content-type')).toBe('image/tiff');
  });
});

it('`first` is the first image that is not in the trash', async () => {
  const [first, second] = [await upload(), await upload()];
  for (const { id } of [first, second]) await makeSizes(media, id, ['s', 'm', 'l']);
  const { token } = await share({ imageIds: [first.id, second.id] });
  const text = async () => (await look(`/shared/${token}/first/m.jpg`)).text();
  expect(await text()).toContain(first.id);
  await ada(`/api/images/${first.id}`, { method: 'DELETE' });
  expect(await text()).toContain(second.id);
  // The second image may be older than the first, so that a time says nothing at this address.
  const since = { 'if-modified-since': new Date(Date.now() + 3_600_000).toUTCString() };
  const byTime = await look(`/shared/${token}/first/m.jpg`, { headers: since });
  expect([byTime.status, byTime.headers.get('last-modified')]).toEqual([200, null]);
  expect((await look(`/shared/${token}/${second.id}/m.jpg`, { headers: since })).status).toBe(304);
});

it('a visitor needs no session, and a session opens nothing that the share does not include', async () => {
  const { id } = await upload();
  const { token } = await share({ imageIds: [id] });
  expect((await ada(`/shared/${token}/${id}/o.png`)).status).toBe(404);
  expect((await look(`/shared/${token}`)).status).toBe(200);
  for (const path of ['/api/shares', `/get/${id}/m`]) expect((await look(path)).status).toBe(401);
});

it('a token without the scope share creates no share', async () => {
  const { id } = await upload();
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ imageIds: [id] });
  expect((await media.as('ada', 'read upload')('/api/shares', { method: 'POST', headers, body })).status).toBe(403);
  expect((await media.as('ada', 'read')('/api/shares/preview', { method: 'POST', headers, body })).status).toBe(200);
});
