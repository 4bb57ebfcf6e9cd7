import { createHash } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { KnownImages } from '#libs/api/image.js';
import type { ShareWithImages } from '#libs/api/share.js';

import { DAMAGES, DriveObjects, NO_STORE } from '../harness/drive/object-store.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { Client } from '../harness/http/client.js';
import { ready, settled } from '../harness/http/until.js';
import { noise } from '../harness/images/images.js';

let drive: TestDrive | undefined;
let objects: DriveObjects;
let ada: Client;
beforeAll(async () => {
  if (NO_STORE) return;
  drive = await openDrive();
  objects = await DriveObjects.open(drive);
  ada = await Client.signUp(drive.url);
});
afterAll(async () => {
  await objects?.close();
  await drive?.close();
});

/** A picture with all sizes, of several hundred kilobytes, and the keys of its objects. */
async function picture() {
  const bytes = await noise(700, 600);
  const { id } = await ready(ada, (await ada.upload(bytes)).id);
  const keys = await objects.keys(`${ada.user.id}/${id}/`);
  const variant = (size: string) => keys.find((key) => key.endsWith(`/${size}`))!;
  return { id, bytes, original: `${ada.user.id}/${id}/original`, variant };
}
const known = async (bytes: Buffer) => {
  const sha256 = [createHash('sha256').update(bytes).digest('hex')];
  return (await ada.json('POST', '/api/images/known', { sha256 }, { status: 200 })).json<KnownImages>().items.length;
};
const get = (path: string) => fetch(ada.url + path, { headers: { authorization: `Bearer ${ada.token}` } });

describe.skipIf(NO_STORE)(NO_STORE ?? 'an original that the store', () => {
  const WORDS = { altered: 'altered', cut: 'cut off', missing: 'lost' } as const;

  it.each(DAMAGES)('has %s is not sent as whole, and the same bytes bring it back', async (how) => {
    const { id, bytes, original } = await picture();
    expect(await known(bytes)).toBe(1);
    await objects.damage(original, how);
    if (how === 'altered') {
      const answer = await get(`/get/${id}/o`);
      expect(answer.status, WORDS[how]).toBe(200);
      await expect(answer.arrayBuffer()).rejects.toThrow();
    }
    await ada.refused('CORRUPT', 'GET', `/get/${id}/o`);
    await ada.refused('CORRUPT', 'GET', `/get/${id}/o`, { headers: { range: 'bytes=0-9' } });
    expect(await ada.image(id)).toMatchObject({ damaged: true });
    expect(await known(bytes)).toBe(0);
    expect((await ada.get(`/get/${id}/m?exact`)).status).toBe(200);
    const again = await ada.upload(bytes, {}, { status: 200 });
    expect(again).toMatchObject({ id, duplicate: true, healed: true, state: 'ready' });
    expect(again.damaged).toBeUndefined();
    expect(await known(bytes)).toBe(1);
    expect((await ada.get(`/get/${id}/o`)).bytes.equals(bytes)).toBe(true);
    expect((await objects.read(original)).equals(bytes)).toBe(true);
  });

  it('altered is not sent in a zip file, nor by a link', async () => {
    const { id, original } = await picture();
    const share = (await ada.json('POST', '/api/shares', { imageIds: [id], sizes: ['o'] }, { status: 201 })).json<ShareWithImages>();
    await objects.damage(original, 'altered');
    const zip = await fetch(`${ada.url}/api/images/zip`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ada.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ids: [id], size: 'o' }),
    });
    await expect(zip.arrayBuffer()).rejects.toThrow();
    const shared = await fetch(`${ada.url}${share.images[0]!.sizes.o!.url}`);
    expect(shared.status).toBe(500);
    await shared.body?.cancel();
  });

  it('lost is brought back in the trash as well', async () => {
    const { id, bytes, original } = await picture();
    await ada.send('DELETE', `/api/images/${id}`, { status: 204 });
    await objects.damage(original, 'missing');
    const again = await ada.upload(bytes, {}, { status: 200 });
    expect(again).toMatchObject({ id, healed: true, restored: true, deletedAt: null });
    expect((await ada.get(`/get/${id}/o`)).bytes.equals(bytes)).toBe(true);
  });

  it('has again is sent again', async () => {
    const { id, bytes, original } = await picture();
    await objects.damage(original, 'altered');
    await expect((await get(`/get/${id}/o`)).arrayBuffer()).rejects.toThrow();
    await objects.replace(original, bytes);
    expect((await ada.get(`/get/${id}/o`)).bytes.equals(bytes)).toBe(true);
    expect((await ada.image(id)).damaged).toBeUndefined();
  });
});

describe.skipIf(NO_STORE)(NO_STORE ?? 'a size that the store', () => {
  it.each(['cut', 'missing'] as const)('lost (%s) is made again when it is asked for', async (how) => {
    const { id, variant } = await picture();
    await objects.damage(variant('s'), how);
    const standIn = await ada.get(`/get/${id}/s`);
    expect(standIn.headers['x-served-size']).toBe('m');
    const image = await ready(ada, id);
    expect(image).toMatchObject({ generation: 2, sizes: { s: { state: 'ready' } } });
    const made = await ada.get(image.sizes.s.url);
    expect([made.headers['x-served-size'], made.bytes.length]).toEqual([undefined, image.sizes.s.bytes]);
  });

  it('lost together with the original leaves a picture that the same bytes bring back', async () => {
    const { id, bytes, original, variant } = await picture();
    await objects.damage(original, 'altered');
    await objects.damage(variant('l'), 'missing');
    await ada.ask('GET', `/get/${id}/l?exact`);
    expect(await settled(ada, id)).toMatchObject({ state: 'rejected', reason: { code: 'CORRUPT' }, damaged: true });
    expect(await ada.upload(bytes, {}, { status: 200 })).toMatchObject({ id, healed: true });
    const image = await ready(ada, id);
    expect((await ada.get(image.sizes.l.url)).bytes.length).toBe(image.sizes.l.bytes);
  });
});
