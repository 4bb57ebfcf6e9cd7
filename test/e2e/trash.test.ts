import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';

import { header } from '../harness/http/answer.js';
import { Client } from '../harness/http/client.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { cutJpeg, jpeg, noise } from '../harness/images/images.js';
import { ready, settled } from '../harness/http/until.js';

let drive: TestDrive;
let ada: Client;
beforeAll(async () => {
  drive = await openDrive();
  ada = await Client.signUp(drive.url);
});
afterAll(() => drive.close());

const trashed = async (): Promise<Image> => {
  const { id } = await ready(ada, (await ada.upload(await jpeg(400, 300))).id);
  await ada.send('DELETE', `/api/images/${id}`, { status: 204 });
  return (await ada.list({ deleted: 'true' })).items.find((image) => image.id === id)!;
};

describe('an image in the trash', () => {
  it('is not in any list or address outside the trash', async () => {
    const image = await trashed();
    const { id } = image;
    expect(Math.abs(Date.parse(image.deletedAt!) - Date.parse(image.createdAt))).toBeLessThan(120_000);
    expect(image.generation).toBe(2);
    expect(await ada.ids()).not.toContain(id);
    for (const path of [`/api/images/${id}`, `/get/${id}`, `/get/${id}/s`, `/get/${id}/o`, image.sizes.o.url, `/get/${id}/s?v=1`]) {
      await ada.refused('NOT_FOUND', 'GET', path);
    }
    await ada.refusedJson('NOT_FOUND', 'PATCH', `/api/images/${id}`, { name: 'x.jpg' });
    await ada.refused('NOT_FOUND', 'POST', `/api/images/${id}/retry`);
    await ada.refused('NOT_FOUND', 'DELETE', `/api/images/${id}`);
    for (const page of [`view/${id}`, `view/${id}/o`, `delete/${id}`]) await ada.get(`/${ada.user.name}/${page}`, { status: 404 });
  });

  it('has a thumbnail under the address of the trash only', async () => {
    const { id, sizes } = await trashed();
    expect(sizes.s.url).toBe(`/${ada.user.name}/trash/${id}/s`);
    const thumbnail = await ada.get(sizes.s.url, { status: 200 });
    expect(thumbnail.bytes.length).toBe(sizes.s.bytes);
    expect(thumbnail.headers).toMatchObject({ 'content-type': sizes.s.type, 'x-content-type-options': 'nosniff' });
    expect(header(thumbnail, 'content-security-policy')).toContain('sandbox');
    await ada.send('POST', `/api/images/${id}/restore`);
    await ada.get(`/${ada.user.name}/trash/${id}/s`, { status: 404 });
  });

  it('is restored with its state and variants', async () => {
    const { id } = await trashed();
    const image = (await ada.send('POST', `/api/images/${id}/restore`, { status: 200 })).json<Image>();
    expect(image).toMatchObject({ id, deletedAt: null, state: 'ready', generation: 3 });
    expect((await ada.get(image.sizes.s.url)).bytes.length).toBe(image.sizes.s.bytes);
    // A second restore changes nothing.
    expect((await ada.send('POST', `/api/images/${id}/restore`, { status: 200 })).json()).toEqual(image);
  });

  it('is still rejected after it is restored', async () => {
    const { id } = await settled(ada, (await ada.upload(await cutJpeg())).id);
    await ada.send('DELETE', `/api/images/${id}`, { status: 204 });
    expect((await ada.send('POST', `/api/images/${id}/restore`)).json()).toMatchObject({ state: 'rejected' });
  });

  it('that was deleted while being processed becomes ready after it is restored', async () => {
    const { id } = await ada.upload(await noise(2000, 2000));
    await ada.send('DELETE', `/api/images/${id}`, { status: 204 });
    await ada.send('POST', `/api/images/${id}/restore`, { status: 200 });
    expect((await ready(ada, id)).sizes.l.state).toBe('ready');
  });
});

describe('deleting for good', () => {
  it.each(['the library', 'the trash'])('removes an image from %s', async (where) => {
    const { id } = where === 'the trash' ? await trashed() : await ada.upload(await jpeg());
    await ada.send('DELETE', `/api/images/${id}?forever=true`, { status: 204 });
    await ada.refused('NOT_FOUND', 'DELETE', `/api/images/${id}?forever=true`);
    await ada.refused('NOT_FOUND', 'POST', `/api/images/${id}/restore`);
    await ada.refused('NOT_FOUND', 'GET', `/get/${id}/o`);
    expect([...(await ada.ids()), ...(await ada.ids({ deleted: 'true' }))]).not.toContain(id);
  });

  it('empties the trash and leaves the library', async () => {
    const kept = await ready(ada, (await ada.upload(await jpeg())).id);
    const [one, two] = [await trashed(), await trashed()];
    await ada.send('DELETE', '/api/trash', { status: 204 });
    expect(await ada.ids({ deleted: 'true' })).toEqual([]);
    for (const { id } of [one, two]) await ada.refused('NOT_FOUND', 'POST', `/api/images/${id}/restore`);
    await ada.get(`/get/${kept.id}/s?exact`);
    await ada.send('DELETE', '/api/trash', { status: 204 });
  });

  it.each(['?forever=maybe', '?forever=2', '?forver=true'])('is refused with %s', async (query) => {
    const { id } = await ada.upload(await jpeg());
    await ada.refused('BAD_REQUEST', 'DELETE', `/api/images/${id}${query}`);
    await ada.image(id);
  });
});

it('the trash is listed page by page with a cursor', async () => {
  const bea = await Client.signUp(drive.url);
  for (let count = 0; count < 3; count++) {
    await bea.send('DELETE', `/api/images/${(await bea.upload(await jpeg())).id}`);
  }
  const first = await bea.list({ deleted: 'true', limit: 2 });
  const second = await bea.list({ deleted: 'true', limit: 2, before: first.next! });
  expect([first.items.length, second.items.length, second.next]).toEqual([2, 1, null]);
});
