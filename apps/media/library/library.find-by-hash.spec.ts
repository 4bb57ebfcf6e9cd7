import { createHash } from 'node:crypto';
import { truncate } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { KnownImages, MAX_KNOWN, type Image } from '#libs/api/image.js';
import { applyTransition, markDamaged } from '#libs/domain/image/transitions.js';
import { StoreUnavailable } from '#libs/ports/errors.js';

import { openMedia, type TestMedia } from '../testing/open-media.js';
import { png } from '../../../test/harness/images/tiny-images.js';

let media: TestMedia;
let ada: ReturnType<TestMedia['as']>;
beforeAll(async () => {
  media = await openMedia();
  ada = media.as('ada');
});
afterAll(() => media.close());

let seed = 0;
const upload = async (who = ada, body = png(++seed)) => (await (await who('/api/images', { method: 'POST', body })).json()) as Image;
const ask = (sha256: unknown, who = ada) =>
  who('/api/images/known', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ sha256 }) });
const known = async (sha256: readonly string[], who = ada) => KnownImages.parse(await (await ask(sha256, who)).json()).items;
const NEVER = createHash('sha256').update('never').digest('hex');

describe('POST /api/images/known', () => {
  it('returns each known image once, those in the trash as well, and nothing else', async () => {
    const [live, trashed, purged, theirs] = [await upload(), await upload(), await upload(), await upload(media.as('eve'))];
    await ada(`/api/images/${trashed.id}`, { method: 'DELETE' });
    await ada(`/api/images/${purged.id}?forever=true`, { method: 'DELETE' });
    const asked = [live, trashed, purged, theirs, live].map(({ sha256 }) => sha256);
    const items = await known([...asked, NEVER]);
    expect(items).toHaveLength(2);
    expect(items).toEqual(
      expect.arrayContaining([
        { sha256: live.sha256, id: live.id, state: 'processing', deletedAt: null },
        { sha256: trashed.sha256, id: trashed.id, state: 'processing', deletedAt: expect.any(String) as string },
      ]),
    );
    expect(await known([NEVER])).toEqual([]);
  });

  it('leaves out images whose original is missing, has another size or is known to be damaged', async () => {
    const [whole, missing, cut, damaged] = [await upload(), await upload(), await upload(), await upload()];
    const row = async ({ id }: Image) => (await media.images.find(id))!;
    await media.objects.remove([(await row(missing)).originalKey]);
    await truncate(join(media.dataDir, 'objects', (await row(cut)).originalKey), 10);
    await applyTransition(media.images, damaged.id, markDamaged(await row(damaged), new Date()));
    const items = await known([whole, missing, cut, damaged].map(({ sha256 }) => sha256));
    expect(items.map(({ id }) => id)).toEqual([whole.id]);
  });

  it('answers 503 while the store does not answer', async () => {
    const { sha256 } = await upload();
    vi.spyOn(media.objects, 'stat').mockRejectedValueOnce(new StoreUnavailable());
    expect((await ask([sha256])).status).toBe(503);
  });

  it('accepts up to the documented number of hashes', async () => {
    const { sha256 } = await upload();
    const many = Array.from({ length: MAX_KNOWN - 1 }, (_, index) => createHash('sha256').update(`${index}`).digest('hex'));
    expect(await known([...many, sha256])).toMatchObject([{ sha256 }]);
    expect((await ask([...many, sha256, NEVER])).status).toBe(400);
  });

  it.each([[undefined], [[]], [['abc']], [[NEVER.toUpperCase()]], [[null]], [NEVER]])('refuses %j', async (sha256) => {
    expect((await ask(sha256)).status).toBe(400);
  });

  it('needs the scope upload', async () => {
    expect((await ask([NEVER], media.as('ada', 'upload'))).status).toBe(200);
    expect((await ask([NEVER], media.as('ada', 'read write'))).status).toBe(403);
  });
});

describe('takenAt at an upload', () => {
  const send = async (query: string) => {
    const response = await ada(`/api/images?${query}`, { method: 'POST', body: png(++seed) });
    return { status: response.status, image: (await response.json()) as Image };
  };

  it('wins over the time in the file, and is stored with the original', async () => {
    const { image } = await send('takenAt=2019-06-01T12:00:00%2B02:00&modifiedAt=2024-05-01T10:00:00Z');
    expect(image).toMatchObject({ takenAt: '2019-06-01T10:00:00.000Z', sortAt: '2019-06-01T10:00:00.000Z' });
    expect(image.modifiedAt).toBe('2024-05-01T10:00:00.000Z');
    const row = await media.images.find(image.id);
    expect(await media.objects.metadata(row!.originalKey)).toMatchObject({ takenAt: '2019-06-01T10:00:00.000Z' });
  });

  it('empty means unknown; malformed values are refused', async () => {
    expect((await send('takenAt=&modifiedAt=2024-05-01T10:00:00Z')).image).toMatchObject({
      takenAt: null,
      sortAt: '2024-05-01T10:00:00.000Z',
    });
    expect((await send('takenAt=yesterday')).status).toBe(400);
  });
});
