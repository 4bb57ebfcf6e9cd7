import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { ImageRow } from '#libs/domain/image/image-row.js';

import type { OpenedMedia } from './databases.contract.js';
import { imageRow, minute } from './image-fixture.contract.js';
import type { ImageMaintenance } from './image-maintenance.js';
import type { ImageRepository } from './image-repository.js';
import type { QuotaRepository } from './quota-repository.js';

/** Every `ImageMaintenance` passes this suite. */
export function imageMaintenanceContract(name: string, open: () => Promise<OpenedMedia>): void {
  describe(`${name} serves maintenance`, () => {
    let images: ImageRepository;
    let maintenance: ImageMaintenance;
    let quotas: QuotaRepository;
    let close: () => Promise<void>;
    beforeAll(async () => {
      const opened = await open();
      ({ images, maintenance, quotas } = opened.database);
      ({ close } = opened);
    });
    afterAll(async () => close());

    async function insert(given: Partial<ImageRow>): Promise<string> {
      const row = imageRow(given);
      await images.insert(row);
      return row.id;
    }
    const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

    it('lists the images in one state of all owners, oldest first, in the trash or not', async () => {
      const a = await insert({ state: 'uploading', createdAt: minute(1) });
      const b = await insert({ state: 'uploading', createdAt: minute(2), owner: 'bob', deletedAt: minute(3) });
      const c = await insert({ state: 'uploading', createdAt: minute(3) });
      await insert({ state: 'processing', createdAt: minute(1) });
      expect(ids(await maintenance.listByState('uploading', { limit: 10 }))).toEqual([a, b, c]);
      expect(ids(await maintenance.listByState('uploading', { limit: 2 }))).toEqual([a, b]);
      expect(ids(await maintenance.listByState('uploading', { limit: 10, after: a }))).toEqual([b, c]);
      expect(ids(await maintenance.listByState('uploading', { limit: 10, createdBefore: minute(3) }))).toEqual([a, b]);
      expect(ids(await maintenance.listByState('abandoned', { limit: 10 }))).toEqual([]);
      expect(ids(await maintenance.listByState('uploading', { limit: 0 }))).toEqual([]);
    });

    it('lists the trash by the time of deletion, oldest first, without images in purging', async () => {
      const late = await insert({ deletedAt: minute(102), state: 'ready' });
      const early = await insert({ deletedAt: minute(101), owner: 'bob', state: 'rejected' });
      await insert({ deletedAt: minute(101), state: 'purging' });
      await insert({ deletedAt: null });
      const since = async (deletedBefore: Date, limit = 10) => {
        const rows = await maintenance.listTrash({ deletedBefore, limit });
        return ids(rows.filter(({ deletedAt }) => deletedAt! > minute(100)));
      };
      expect(await since(minute(103))).toEqual([early, late]);
      expect(await since(minute(102))).toEqual([early]);
      expect(await maintenance.listTrash({ deletedBefore: minute(103), limit: 1 })).toHaveLength(1);
    });

    it('has the right counts after any changes, and when they are counted again', async () => {
      const owner = 'counts';
      const states = ['uploading', 'processing', 'ready', 'rejected', 'abandoned', 'purging'] as const;
      const rows: string[] = [];
      for (let turn = 0; turn < 300; turn++) {
        const deletedAt = turn % 3 === 0 ? minute(turn) : null;
        const sortAt = new Date(Date.UTC(2020 + (turn % 5), turn % 12));
        const state = states[(turn * 7) % states.length]!;
        const id = turn % 2 ? rows[(turn * 13) % (rows.length + 1)] : undefined;
        if (id === undefined) rows.push(await insert({ owner: turn % 5 ? owner : 'other', state, deletedAt, sortAt, bytes: turn }));
        else if (turn % 11 === 0) await images.remove(id, {});
        else await images.update(id, {}, { set: [{ state }, { deletedAt }, { sortAt }, { deletedAt, sortAt, state }][(turn >> 1) % 4]! });
      }
      const usage = await quotas.usage(owner);
      const months = await images.months(owner);
      expect(usage.images).toBeGreaterThan(3);
      expect(months.reduce((sum, month) => sum + month.images, 0)).toBe(usage.images);
      expect(await maintenance.ownersWithWrongCounts()).toEqual([]);
      await maintenance.recount(owner);
      expect([await quotas.usage(owner), await images.months(owner)]).toEqual([usage, months]);
    });

    it('lists a removed row as a change, and nowhere else', async () => {
      const id = await insert({ owner: 'kim', state: 'purging', deletedAt: minute(1) });
      await images.remove(id, { state: ['purging'] });
      expect(ids(await maintenance.listByState('purging', { limit: 1000 }))).not.toContain(id);
      expect(ids(await maintenance.listTrash({ deletedBefore: minute(9), limit: 1000 }))).not.toContain(id);
      expect(await quotas.usage('kim')).toEqual({ images: 0, bytes: 0, trashed: 0 });
      expect(await images.changes('kim', { at: new Date(0) }, 10)).toMatchObject([{ id, row: null }]);
    });

    it('deletes old tombstones and returns how many', async () => {
      await maintenance.forgetTombstones(new Date(Date.now() + 3_600_000));
      const [a, b] = [await insert({ owner: 'hal' }), await insert({ owner: 'hal' })];
      await images.remove(a, {});
      await images.remove(b, {});
      const [tombstone] = await images.changes('hal', { at: new Date(0) }, 10);
      expect(await maintenance.forgetTombstones(tombstone!.at)).toBe(0);
      expect(await maintenance.forgetTombstones(new Date(Date.now() + 3_600_000))).toBe(2);
      expect(await images.changes('hal', { at: new Date(0) }, 10)).toEqual([]);
    });
  });
}
