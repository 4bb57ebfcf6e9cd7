import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { OpenedMedia } from './databases.contract.js';
import { imageRow, minute } from './image-fixture.contract.js';
import { type ImageRepository } from './image-repository.js';
import { QuotaExceeded } from './errors.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

/** Inserts within the quota of an owner. */
export function imageQuotaContract(name: string, open: () => Promise<OpenedMedia>): void {
  describe(`${name} enforces the quota`, () => {
    let images: ImageRepository;
    let close: () => Promise<void>;
    beforeAll(async () => {
      const opened = await open();
      ({ images } = opened.database);
      ({ close } = opened);
    });
    afterAll(async () => close());

    let owners = 0;
    const newOwner = () => `owner-${++owners}`;
    const insert = (given: Partial<ImageRow>, quota?: number | null) => {
      const row = imageRow({ state: 'uploading', ...given });
      return images.insert(row, quota === undefined ? {} : { quota }).then(() => row.id);
    };

    it('allows inserts up to the last byte, and none beyond', async () => {
      const owner = newOwner();
      await insert({ owner, bytes: 1000 }, 1000);
      const refused = imageRow({ owner, bytes: 1, state: 'uploading' });
      const error = await images.insert(refused, { quota: 1000 }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(QuotaExceeded);
      expect(error).toMatchObject({ code: 'QUOTA_EXCEEDED', used: 1000 });
      expect(await images.find(refused.id)).toBeNull();
      await insert({ owner: newOwner(), bytes: 1000 }, 1000);
      await expect(insert({ owner: newOwner(), bytes: 1001 }, 1000)).rejects.toThrow(QuotaExceeded);
    });

    it('enforces it for twenty concurrent inserts', async () => {
      const owner = newOwner();
      await insert({ owner, bytes: 9_500 });
      const all = await Promise.allSettled(Array.from({ length: 20 }, () => insert({ owner, bytes: 100 }, 9_999)));
      const lost = all.filter((result) => result.status === 'rejected');
      expect(lost).toHaveLength(16);
      for (const { reason } of lost) expect(reason).toBeInstanceOf(QuotaExceeded);
    });

    it('does not count an insert that failed for another reason', async () => {
      const owner = newOwner();
      const row = imageRow({ owner, bytes: 100, state: 'uploading' });
      await images.insert(row, { quota: 200 });
      await expect(images.insert(row, { quota: 200 })).rejects.not.toThrow(QuotaExceeded);
      await insert({ owner, bytes: 100 }, 200);
      await expect(insert({ owner, bytes: 1 }, 200)).rejects.toMatchObject({ used: 200 });
    });

    it('frees the bytes of removed rows', async () => {
      const owner = newOwner();
      const rows = [await insert({ owner, bytes: 100 }, 300), await insert({ owner, bytes: 200 }, 300)];
      await images.update(rows[1]!, {}, { set: { state: 'abandoned' } });
      rows[1] = await insert({ owner, bytes: 200 }, 300);
      for (const id of rows) await images.remove(id, {});
      await insert({ owner, bytes: 300 }, 300);
      await expect(insert({ owner, bytes: 1 }, 300)).rejects.toMatchObject({ used: 300 });
    });

    it('enforces it during concurrent inserts, commits and removals, and refuses no row that fits', async () => {
      const owner = newOwner();
      const kept = await Promise.all(Array.from({ length: 10 }, () => insert({ owner, bytes: 10 }, 300)));
      const changes = kept.map((id, i) =>
        images.update(id, {}, { set: { state: i % 2 ? 'processing' : 'ready', deletedAt: i % 3 ? null : minute(1) }, content: 'claim' }),
      );
      const all = await Promise.allSettled([...Array.from({ length: 30 }, () => insert({ owner, bytes: 10 }, 300)), ...changes]);
      expect(all.filter(({ status }) => status === 'rejected')).toHaveLength(10);
      await expect(insert({ owner, bytes: 1 }, 300)).rejects.toMatchObject({ used: 300 });
    });

    it('counts uploads, stored images and the trash, but not rows in abandoned or purging', async () => {
      const owner = newOwner();
      await insert({ owner, bytes: 1, state: 'uploading' });
      await insert({ owner, bytes: 20, state: 'processing' });
      await insert({ owner, bytes: 300, state: 'ready', deletedAt: minute(1) });
      await insert({ owner, bytes: 4000, state: 'rejected' });
      await insert({ owner, bytes: 50_000, state: 'abandoned' });
      await insert({ owner, bytes: 600_000, state: 'purging', deletedAt: minute(1) });
      await insert({ owner: newOwner(), bytes: 7_000_000, state: 'ready' });
      await expect(insert({ owner, bytes: 100 }, 4420)).rejects.toMatchObject({ used: 4321 });
      await insert({ owner, bytes: 100 }, 4421);
    });

    it('counts concurrent uploads of the same bytes once', async () => {
      const owner = newOwner();
      const same = { owner, bytes: 100, sha256: 'ab'.repeat(32) };
      const first = await insert(same, 100);
      await insert(same, 100);
      await expect(insert({ owner, bytes: 1 }, 100)).rejects.toThrow(QuotaExceeded);
      await images.update(first, {}, { set: { state: 'processing' }, content: 'claim' });
      await expect(insert(same, 100)).rejects.toThrow(QuotaExceeded);
    });

    it('does not limit an owner without a quota', async () => {
      const owner = newOwner();
      await insert({ owner, bytes: 1e12 });
      await insert({ owner, bytes: 1e12 }, null);
    });
  });
}
