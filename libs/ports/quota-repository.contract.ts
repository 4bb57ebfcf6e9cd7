import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { ImageRow } from '#libs/domain/image/image-row.js';

import type { OpenedMedia } from './databases.contract.js';
import { imageRow, minute } from './image-fixture.contract.js';
import type { ImageRepository } from './image-repository.js';
import type { QuotaRepository } from './quota-repository.js';

/** Every `QuotaRepository` passes this suite. */
export function quotaRepositoryContract(name: string, open: () => Promise<OpenedMedia>): void {
  describe(`${name} is a quota repository`, () => {
    let images: ImageRepository;
    let quotas: QuotaRepository;
    let close: () => Promise<void>;
    beforeAll(async () => {
      const opened = await open();
      ({ images, quotas } = opened.database);
      ({ close } = opened);
    });
    afterAll(async () => close());

    async function insert(given: Partial<ImageRow>): Promise<void> {
      await images.insert(imageRow(given));
    }

    it('counts visible images, stored bytes and the trash', async () => {
      expect(await quotas.usage('carl')).toEqual({ images: 0, bytes: 0, trashed: 0 });
      await insert({ owner: 'carl', bytes: 1, state: 'processing' });
      await insert({ owner: 'carl', bytes: 20, state: 'ready' });
      await insert({ owner: 'carl', bytes: 300, state: 'rejected' });
      await insert({ owner: 'carl', bytes: 4000, state: 'ready', deletedAt: minute(1) });
      await insert({ owner: 'carl', bytes: 50_000, state: 'uploading' });
      await insert({ owner: 'carl', bytes: 600_000, state: 'abandoned' });
      await insert({ owner: 'carl', bytes: 7_000_000, state: 'purging', deletedAt: minute(1) });
      await insert({ owner: 'dora', bytes: 80_000_000, state: 'ready' });
      expect(await quotas.usage('carl')).toEqual({ images: 3, bytes: 4321, trashed: 4000 });
    });

    it('stores the personal quota of one owner', async () => {
      const owner = 'gil';
      expect(await quotas.quotaOf(owner)).toBeNull();
      for (const bytes of [5_000_000_000, null, 0]) {
        await quotas.setQuotaOf(owner, { bytes });
        expect(await quotas.quotaOf(owner)).toEqual({ bytes });
      }
      expect(await quotas.quotaOf('hanna')).toBeNull();
      await quotas.setQuotaOf(owner, null);
      await quotas.setQuotaOf(owner, null);
      expect(await quotas.quotaOf(owner)).toBeNull();
    });
  });
}
