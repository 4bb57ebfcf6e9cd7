import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Image } from '#libs/api/image.js';
import { applyTransition, startPurge } from '#libs/domain/image/transitions.js';

import { makeSizes, rejectImage } from '../testing/make-sizes.js';
import { openMedia, type TestMedia } from '../testing/open-media.js';
import { png } from '../../../test/harness/images/tiny-images.js';

let media: TestMedia;
beforeAll(async () => {
  media = await openMedia();
});
afterAll(() => media.close());

async function upload(user: string, body: Buffer<ArrayBuffer>) {
  const response = await media.as(user)('/api/images', { method: 'POST', body });
  return { status: response.status, image: (await response.json()) as Image };
}

const objectsOf = async (user: string) => (await Array.fromAsync(media.objects.list(`id-of-${user}/`))).map(({ key }) => key);
const listed = async (user: string) => ((await (await media.as(user)('/api/images')).json()) as { items: Image[] }).items;

describe('an upload of the same bytes', () => {
  it('returns the existing image with its own name', async () => {
    const first = await upload('ada', png(1));
    const again = await upload('ada', png(1));
    expect(again).toMatchObject({ status: 200, image: { id: first.image.id, duplicate: true } });
    expect(again.image.restored).toBeUndefined();
    expect(await listed('ada')).toHaveLength(1);
  });

  it('creates another image for another owner', async () => {
    expect((await upload('grace', png(1))).status).toBe(201);
  });

  it('twenty times at once creates one row and one object', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => upload('parallel', png(2))));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array.from({ length: 19 }, () => 200), 201]);
    expect(new Set(answers.map(({ image }) => image.id)).size).toBe(1);
    expect(await listed('parallel')).toHaveLength(1);
    expect(await objectsOf('parallel')).toHaveLength(1);
    expect(await media.temporary()).toEqual([]);
  });

  it('restores the image from the trash', async () => {
    const { image } = await upload('trash', png(3));
    await media.as('trash')(`/api/images/${image.id}`, { method: 'DELETE' });
    const again = await upload('trash', png(3));
    expect(again).toMatchObject({ status: 200, image: { id: image.id, duplicate: true, restored: true, deletedAt: null, generation: 3 } });
  });

  it('retries a rejected image, also one in the trash', async () => {
    const { image } = await upload('rejected', png(4));
    await rejectImage(media, image.id);
    expect(await upload('rejected', png(4))).toMatchObject({ status: 200, image: { state: 'processing', reason: null, generation: 2 } });
    await rejectImage(media, image.id);
    await media.as('rejected')(`/api/images/${image.id}`, { method: 'DELETE' });
    const again = await upload('rejected', png(4));
    expect(again).toMatchObject({ status: 200, image: { id: image.id, restored: true, state: 'processing', generation: 5 } });
  });

  it('creates a new image once the old one is being purged', async () => {
    const { image } = await upload('purged', png(5));
    await applyTransition(media.images, image.id, startPurge((await media.images.find(image.id))!));
    const again = await upload('purged', png(5));
    expect(again.status).toBe(201);
    expect(again.image.id).not.toBe(image.id);
    expect((await media.as('purged')(`/get/${again.image.id}/o`)).status).toBe(200);
  });
});

describe('upload, delete, restore, retry and purge of one image at the same time', () => {
  it('return only documented answers and leave one image with its original, or none', async () => {
    const racer = media.as('racer');
    const allowed: Record<string, number[]> = { delete: [204, 404], restore: [200, 404], retry: [202, 404, 409], purge: [204, 404] };
    for (let round = 0; round < 9; round++) {
      const { image } = await upload('racer', png(6));
      if (round % 2) await makeSizes(media, image.id, ['s']).then(() => rejectImage(media, image.id));
      const path = `/api/images/${image.id}`;
      const calls: [string, string, string][] = [
        ['delete', 'DELETE', path],
        ['restore', 'POST', `${path}/restore`],
        ['retry', 'POST', `${path}/retry`],
        ['delete', 'DELETE', path],
        ...(round % 3 ? [] : ([['purge', 'DELETE', `${path}?forever=true`]] satisfies [string, string, string][])),
      ];
      const uploads = [upload('racer', png(6)), upload('racer', png(6))];
      const statuses = await Promise.all(calls.map(async ([what, method, url]) => [what, (await racer(url, { method })).status] as const));
      for (const [what, status] of statuses) expect(allowed[what]).toContain(status);
      for (const answer of await Promise.all(uploads)) {
        expect([200, 201]).toContain(answer.status);
        expect(answer.image.deletedAt).toBeNull();
      }
      const trashed = ((await (await racer('/api/images?deleted=true')).json()) as { items: Image[] }).items;
      const all = [...(await listed('racer')), ...trashed];
      // A purge may come after both uploads had found the picture there.
      if (round % 3 === 0 && all.length === 0) continue;
      expect(all).toHaveLength(1);
      const originals = (await objectsOf('racer')).filter((key) => key.endsWith('/original'));
      expect(originals).toEqual([`${racer.owner}/${all[0]!.id}/original`]);
      await racer(`/api/images/${all[0]!.id}?forever=true`, { method: 'DELETE' });
      expect(await objectsOf('racer')).toEqual([]);
    }
  });
});
