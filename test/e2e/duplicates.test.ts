import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';

import { Client } from '../harness/http/client.js';
import { openDrive, type TestDrive } from '../harness/drive/drive.js';
import { jpeg, noise } from '../harness/images/images.js';
import { ready } from '../harness/http/until.js';

let drive: TestDrive;
let ada: Client;
beforeAll(async () => {
  drive = await openDrive();
  ada = await Client.signUp(drive.url);
});
afterAll(() => drive.close());

describe('an upload of the same bytes', () => {
  it('returns the existing image under its own name', async () => {
    const bytes = await jpeg();
    const first = await ready(ada, (await ada.upload(bytes, { name: 'first.jpg' })).id);
    const again = await ada.upload(bytes, { name: 'again.jpg', modifiedAt: '2001-01-01T00:00:00Z' }, { status: 200 });
    expect(again).toEqual({ ...first, duplicate: true });
    expect(await ada.image(first.id)).toEqual(first);
  });

  it('restores the image from the trash with its variants', async () => {
    const bytes = await jpeg();
    const { id } = await ready(ada, (await ada.upload(bytes)).id);
    await ada.send('DELETE', `/api/images/${id}`, { status: 204 });
    const again = await ada.upload(bytes, {}, { status: 200 });
    expect(again).toMatchObject({ id, duplicate: true, restored: true, deletedAt: null, state: 'ready' });
    expect((await ada.get(again.sizes.s.url)).bytes.length).toBe(again.sizes.s.bytes);
    expect(await ada.ids({ deleted: 'true' })).not.toContain(id);
  });

  it('creates a new image after the old one was deleted for good', async () => {
    const bytes = await jpeg();
    const { id } = await ada.upload(bytes);
    await ada.send('DELETE', `/api/images/${id}?forever=true`, { status: 204 });
    const again = await ada.upload(bytes);
    expect(again.id).not.toBe(id);
    expect(await ready(ada, again.id)).not.toHaveProperty('duplicate');
  });

  it('creates another image for another owner', async () => {
    const bytes = await jpeg();
    const { id } = await ada.upload(bytes);
    const eve = await Client.signUp(drive.url);
    const theirs = await eve.upload(bytes);
    expect(theirs.id).not.toBe(id);
    await ada.send('DELETE', `/api/images/${id}?forever=true`, { status: 204 });
    expect((await eve.get(`/get/${theirs.id}/o`)).bytes.equals(bytes)).toBe(true);
  });

  it('twenty times at once creates one image', async () => {
    const bytes = await noise(700, 500);
    const answers = await Promise.all(Array.from({ length: 20 }, () => ada.send('POST', '/api/images', { body: bytes })));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(19).fill(200), 201]);
    const images = answers.map((answer) => answer.json<Image>());
    expect(new Set(images.map(({ id }) => id)).size).toBe(1);
    expect(images.filter(({ duplicate }) => duplicate)).toHaveLength(19);
    expect((await ada.ids()).filter((id) => id === images[0]!.id)).toHaveLength(1);
    expect((await ada.get(`/get/${images[0]!.id}/o`)).bytes.equals(bytes)).toBe(true);
  });

  it('never fails while others delete, restore and purge the image', async () => {
    const bytes = await jpeg();
    const { id } = await ada.upload(bytes);
    const bearer = { headers: { authorization: `Bearer ${ada.token}` } };
    const call = (method: string, path: string) => fetch(drive.url + path, { ...bearer, method });
    const rounds = Array.from({ length: 8 }, (_, round) => [
      fetch(`${drive.url}/api/images`, { ...bearer, method: 'POST', body: new Uint8Array(bytes) }),
      call('DELETE', `/api/images/${id}`),
      call('POST', `/api/images/${id}/restore`),
      ...(round === 5 ? [call('DELETE', `/api/images/${id}?forever`)] : []),
    ]);
    for (const { status } of await Promise.all(rounds.flat())) expect([200, 201, 204, 404]).toContain(status);
    // Whatever came of it, the last word is a picture that is there.
    const last = (await ada.send('POST', '/api/images', { body: bytes })).json<Image>();
    expect((await ada.get(`/get/${(await ready(ada, last.id)).id}/o`)).bytes.equals(bytes)).toBe(true);
  });
});

describe('several files in one form', () => {
  it('have a result each, in order, also with 3 bad ones of 20', async () => {
    const wrong = new Map([
      [4, { bytes: Buffer.from('not a picture'), status: 415, code: 'UNSUPPORTED_TYPE' }],
      [10, { bytes: Buffer.alloc(0), status: 400, code: 'EMPTY_FILE' }],
      [18, { bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), status: 415, code: 'UNSUPPORTED_TYPE' }],
    ]);
    const files = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => ({ bytes: wrong.get(index)?.bytes ?? (await jpeg()), name: `${index}.jpg` })),
    );
    const results = await ada.uploadForm(files, { modifiedAt: '2011-11-11T11:11:11Z' });
    expect(results).toHaveLength(20);
    results.forEach((result, index) => {
      const name = `${index}.jpg`;
      const { status, code } = wrong.get(index) ?? { status: 201 };
      if (code) expect(result).toMatchObject({ status, error: { code }, name });
      else expect(result).toMatchObject({ status, image: { name, sortAt: '2011-11-11T11:11:11.000Z' } });
    });
    const ids = results.flatMap((result) => ('image' in result ? [result.image.id] : []));
    for (const id of ids) await ready(ada, id);
    expect((await ada.ids({ limit: 17 })).toSorted()).toEqual(ids.toSorted());
  });

  it('with the same bytes twice create one image', async () => {
    const bytes = await jpeg();
    const [first, second] = await ada.uploadForm([{ bytes }, { bytes }]);
    expect([first!.status, second!.status]).toEqual([201, 200]);
    expect(second).toMatchObject({ image: { id: (first as { image: Image }).image.id, duplicate: true } });
  });
});
