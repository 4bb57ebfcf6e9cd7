import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';
import type { ShareWithImages } from '#libs/api/share.js';

import { VARIANT_NAMES } from '#libs/domain/variants.js';

import { makeSizes } from '../testing/make-sizes.js';
import { openMedia, type TestMedia } from '../testing/open-media.js';
import { png } from '../../../test/harness/images/tiny-images.js';

const PASSWORD = 'seven green bicycles';

let media: TestMedia;
let ada: ReturnType<TestMedia['as']>;
let eve: ReturnType<TestMedia['as']>;
beforeAll(async () => {
  media = await openMedia();
  [ada, eve] = [media.as('ada'), media.as('eve')];
});
afterAll(() => media.close());

let seed = 0x5b0000;
async function upload(): Promise<Image> {
  const image = (await (await ada('/api/images?name=sea.png', { method: 'POST', body: png(++seed) })).json()) as Image;
  await makeSizes(media, image.id, VARIANT_NAMES);
  return image;
}

const json = (method: string, body: object) => ({ method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

async function share(body: object): Promise<ShareWithImages> {
  const response = await ada('/api/shares', json('POST', { sizes: ['s', 'm'], ...body }));
  expect(response.status).toBe(201);
  return (await response.json()) as ShareWithImages;
}

const look = (path: string, proof?: string) =>
  fetch(media.url + path, { redirect: 'manual', headers: proof === undefined ? {} : { 'x-share-proof': proof } });
const status = async (path: string, proof?: string) => (await look(path, proof)).status;
const unlock = (token: string, password: string, address = '192.0.2.1') => {
  const init = json('POST', { password });
  return fetch(`${media.url}/shared/${token}/unlock`, { ...init, headers: { ...init.headers, ...media.from(address) } });
};
const proofFor = async (token: string) => ((await (await unlock(token, PASSWORD)).json()) as { proof: string }).proof;

/** Every way to what a share shows. */
const ways = (token: string, id: string) => [
  `/shared/${token}`,
  `/shared/${token}/${id}`,
  `/shared/${token}/${id}/m.jpg`,
  `/shared/${token}/first/m.jpg`,
];
const answers = (token: string, id: string, proof?: string) => Promise.all(ways(token, id).map((path) => status(path, proof)));

describe('a share with a password', () => {
  it('shows nothing without it, and everything with its proof', async () => {
    const { id } = await upload();
    const { token } = await share({ imageIds: [id], password: PASSWORD });
    expect(await answers(token, id)).toEqual([401, 401, 404, 404]);
    expect(await answers(token, id, 'x'.repeat(64))).toEqual([401, 401, 404, 404]);
    expect(await answers(token, id, await proofFor(token))).toEqual([200, 200, 200, 200]);
  });

  it('has a proof that opens no other share, and none for a wrong password', async () => {
    const { id } = await upload();
    const [one, other] = [await share({ imageIds: [id], password: PASSWORD }), await share({ imageIds: [id], password: PASSWORD })];
    expect(await answers(other.token, id, await proofFor(one.token))).toEqual([401, 401, 404, 404]);
    const wrong = await unlock(one.token, 'eight green bicycles');
    expect([wrong.status, await wrong.json()]).toMatchObject([401, { code: 'WRONG_PASSWORD' }]);
  });

  it('can be guessed ten times by one visitor, then not even rightly; another share still can, and another visitor', async () => {
    const { id } = await upload();
    const [one, other] = [await share({ imageIds: [id], password: PASSWORD }), await share({ imageIds: [id], password: PASSWORD })];
    for (let guess = 0; guess < 10; guess++) await unlock(one.token, 'wrong');
    expect((await unlock(one.token, PASSWORD)).status).toBe(429);
    expect((await unlock(other.token, PASSWORD)).status).toBe(200);
    expect((await unlock(one.token, PASSWORD, '192.0.2.2')).status).toBe(200);
  });

  it('can be guessed a hundred times by all visitors', async () => {
    const { id } = await upload();
    const one = await share({ imageIds: [id], password: PASSWORD });
    for (let guess = 0; guess < 99; guess++) await media.rateLimits.noteEvent(`guess-of:${one.id}`, new Date());
    expect((await unlock(one.token, 'wrong', '192.0.2.3')).status).toBe(401);
    expect((await unlock(one.token, PASSWORD, '192.0.2.4')).status).toBe(429);
  });

  it('can be guessed fifty times by one visitor together with others', async () => {
    const { id } = await upload();
    const one = await share({ imageIds: [id], password: PASSWORD });
    for (let guess = 0; guess < 49; guess++) await media.rateLimits.noteEvent('guess-from:192.0.2.5', new Date());
    expect((await unlock(one.token, 'wrong', '192.0.2.5')).status).toBe(401);
    expect((await unlock(one.token, PASSWORD, '192.0.2.5')).status).toBe(429);
    expect((await unlock(one.token, PASSWORD, '192.0.2.6')).status).toBe(200);
  });

  it('believes no address that the gateway did not sign', async () => {
    const { id } = await upload();
    const one = await share({ imageIds: [id], password: PASSWORD });
    const guess = (address: string) => {
      const init = json('POST', { password: 'wrong' });
      return fetch(`${media.url}/shared/${one.token}/unlock`, { ...init, headers: { ...init.headers, 'x-client-address': address } });
    };
    for (let n = 0; n < 10; n++) expect((await guess(`198.51.100.${n}`)).status).toBe(401);
    expect((await guess('198.51.100.10')).status).toBe(429);
  });

  it('is in no shared cache', async () => {
    const { id } = await upload();
    const [open, closed] = [await share({ imageIds: [id] }), await share({ imageIds: [id], password: PASSWORD })];
    const cache = async (token: string, proof?: string) => (await look(`/shared/${token}/${id}/m.jpg`, proof)).headers.get('cache-control');
    expect(await cache(open.token)).toBe('public, max-age=60');
    expect(await cache(closed.token, await proofFor(closed.token))).toBe('private, max-age=60');
  });
});

describe('a share', () => {
  it('shows nothing once it has expired', async () => {
    const { id } = await upload();
    const { id: shareId, token } = await share({ imageIds: [id], expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
    expect(await answers(token, id)).toEqual([200, 200, 200, 200]);
    await media.shares.update(ada.owner, shareId, { expiresAt: new Date(Date.now() - 1) });
    expect(await answers(token, id)).toEqual([404, 404, 404, 404]);
  });

  it('shows no other picture of its owner, and no size that is not shared', async () => {
    const [shown, hidden] = [await upload(), await upload()];
    const { token } = await share({ imageIds: [shown.id] });
    expect(await answers(token, hidden.id)).toEqual([200, 404, 404, 200]);
    expect(await status(`/shared/${token}/${shown.id}/l.jpg`)).toBe(404);
    expect(await status(`/shared/${token}/${shown.id}/o.png`)).toBe(404);
  });

  it('shows no picture in the trash', async () => {
    const { id } = await upload();
    const { token } = await share({ imageIds: [id] });
    await ada(`/api/images/${id}`, { method: 'DELETE' });
    expect(await answers(token, id)).toEqual([404, 404, 404, 404]);
  });

  it('is made, seen, changed and ended by the owner of its pictures only', async () => {
    const { id } = await upload();
    const { id: shareId } = await share({ imageIds: [id] });
    const own = (await (await eve('/api/images', { method: 'POST', body: png(0x5b0000) })).json()) as { id: string };
    expect((await eve('/api/shares', json('POST', { imageIds: [own.id, id], sizes: ['s'] }))).status).toBe(404);
    const asEve = await Promise.all([
      eve('/api/shares', json('POST', { imageIds: [id], sizes: ['s'] })),
      eve(`/api/shares/${shareId}`),
      eve(`/api/shares/${shareId}`, json('PATCH', { sizes: ['o'] })),
      eve(`/api/shares/${shareId}`, { method: 'DELETE' }),
    ]);
    expect(asEve.map((response) => response.status)).toEqual([404, 404, 404, 404]);
    expect((await ada(`/api/shares/${shareId}`)).status).toBe(200);
  });
});
