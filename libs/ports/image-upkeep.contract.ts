import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { imageRow, minute, type OpenedImages } from './image-fixture.contract.js';
import type { Change, ChangeCursor, ImageRepository } from './image-repository.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

/** What upkeep and events ask for, and what is counted. */
export function imageUpkeepContract(name: string, open: () => Promise<OpenedImages>): void {
  describe(`${name} answers upkeep and events`, () => {
    let images: ImageRepository;
    let close: () => Promise<void>;
    beforeAll(async () => ({ images, close } = await open()));
    afterAll(async () => close());

    async function insert(given: Partial<ImageRow>): Promise<string> {
      const row = imageRow(given);
      await images.insert(row);
      return row.id;
    }
    const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

    it('lists one state, oldest first, whoever owns them, in the trash or not', async () => {
      const a = await insert({ state: 'uploading', createdAt: minute(1) });
      const b = await insert({ state: 'uploading', createdAt: minute(2), owner: 'bob', deletedAt: minute(3) });
      const c = await insert({ state: 'uploading', createdAt: minute(3) });
      await insert({ state: 'processing', createdAt: minute(1) });
      expect(ids(await images.listByState('uploading', { limit: 10 }))).toEqual([a, b, c]);
      expect(ids(await images.listByState('uploading', { limit: 2 }))).toEqual([a, b]);
      expect(ids(await images.listByState('uploading', { limit: 10, after: a }))).toEqual([b, c]);
      expect(ids(await images.listByState('uploading', { limit: 10, createdBefore: minute(3) }))).toEqual([a, b]);
      expect(ids(await images.listByState('abandoned', { limit: 10 }))).toEqual([]);
      expect(ids(await images.listByState('uploading', { limit: 0 }))).toEqual([]);
    });

    it('lists the trash by the time of deletion, oldest first, but nothing that is going already', async () => {
      const late = await insert({ deletedAt: minute(102), state: 'ready' });
      const early = await insert({ deletedAt: minute(101), owner: 'bob', state: 'rejected' });
      await insert({ deletedAt: minute(101), state: 'purging' });
      await insert({ deletedAt: null });
      const since = async (deletedBefore: Date, limit = 10) => {
        const rows = await images.listTrash({ deletedBefore, limit });
        return ids(rows.filter(({ deletedAt }) => deletedAt! > minute(100)));
      };
      expect(await since(minute(103))).toEqual([early, late]);
      expect(await since(minute(102))).toEqual([early]);
      expect(await images.listTrash({ deletedBefore: minute(103), limit: 1 })).toHaveLength(1);
    });

    it('counts what an owner sees and keeps', async () => {
      expect(await images.usage('carl')).toEqual({ images: 0, bytes: 0, trashed: 0 });
      await insert({ owner: 'carl', bytes: 1, state: 'processing' });
      await insert({ owner: 'carl', bytes: 20, state: 'ready' });
      await insert({ owner: 'carl', bytes: 300, state: 'rejected' });
      await insert({ owner: 'carl', bytes: 4000, state: 'ready', deletedAt: minute(1) });
      await insert({ owner: 'carl', bytes: 50_000, state: 'uploading' });
      await insert({ owner: 'carl', bytes: 600_000, state: 'abandoned' });
      await insert({ owner: 'carl', bytes: 7_000_000, state: 'purging', deletedAt: minute(1) });
      await insert({ owner: 'dora', bytes: 80_000_000, state: 'ready' });
      expect(await images.usage('carl')).toEqual({ images: 3, bytes: 4321, trashed: 4000 });
    });

    it('tells what changed and what went since a time, oldest first', async () => {
      const [a, b, c] = [
        await insert({ owner: 'eve' }),
        await insert({ owner: 'eve', state: 'uploading' }),
        await insert({ owner: 'eve' }),
      ];
      await insert({ owner: 'fay' });
      const start = (await images.find(a))!.updatedAt;
      await images.remove(c, {});
      const all = await images.changes('eve', { at: start }, 10);
      expect(all).toEqual([
        { id: a, at: start, row: await images.find(a) },
        { id: b, at: expect.any(Date) as Date, row: await images.find(b) },
        { id: c, at: expect.any(Date) as Date, row: null },
      ]);
      const later = new Date(Date.now() + 3_600_000);
      expect(await images.changes('eve', { at: later }, 10)).toEqual([]);
    });

    it('tells of a row that was removed before the trash and any list know it no more', async () => {
      const id = await insert({ owner: 'kim', state: 'purging', deletedAt: minute(1) });
      await images.remove(id, { state: ['purging'] });
      expect(ids(await images.listByState('purging', { limit: 1000 }))).not.toContain(id);
      expect(ids(await images.listTrash({ deletedBefore: minute(9), limit: 1000 }))).not.toContain(id);
      expect(await images.usage('kim')).toEqual({ images: 0, bytes: 0, trashed: 0 });
      expect(await images.changes('kim', { at: new Date(0) }, 10)).toMatchObject([{ id, row: null }]);
    });

    it('tells changes page by page, each once', async () => {
      const made = await Promise.all(Array.from({ length: 9 }, () => insert({ owner: 'jon' })));
      const gone = made.slice(2, 6);
      await Promise.all(gone.map((id) => images.remove(id, {})));
      const told: Change[] = [];
      for (let after: ChangeCursor | undefined = { at: new Date(0) }; after;) {
        const page: Change[] = await images.changes('jon', after, 2);
        expect(page.length).toBeLessThanOrEqual(2);
        told.push(...page);
        after = page.at(-1);
      }
      expect(ids(told).sort()).toEqual(made);
      expect(ids(told.filter(({ row }) => row === null)).sort()).toEqual(gone);
      const times = told.map(({ at }) => at.getTime());
      expect(times).toEqual(times.toSorted((x, y) => x - y));
    });

    it('includes what changed at that very time', async () => {
      const id = await insert({ owner: 'gus' });
      const { updatedAt } = (await images.update(id, {}, { set: { blame: 1 } }))!;
      expect(ids(await images.changes('gus', { at: updatedAt }, 10))).toEqual([id]);
      expect(await images.changes('gus', { at: updatedAt, id }, 10)).toEqual([]);
      await images.remove(id, {});
      const [mark] = await images.changes('gus', { at: updatedAt }, 10);
      expect(mark).toMatchObject({ id, row: null });
      expect(ids(await images.changes('gus', { at: mark!.at }, 10))).toEqual([id]);
      expect(await images.changes('gus', { at: new Date(mark!.at.getTime() + 1) }, 10)).toEqual([]);
    });

    it('forgets old marks and says how many', async () => {
      await images.forgetTombstones(new Date(Date.now() + 3_600_000));
      const [a, b] = [await insert({ owner: 'hal' }), await insert({ owner: 'hal' })];
      await images.remove(a, {});
      await images.remove(b, {});
      const [mark] = await images.changes('hal', { at: new Date(0) }, 10);
      expect(await images.forgetTombstones(mark!.at)).toBe(0);
      expect(await images.forgetTombstones(new Date(Date.now() + 3_600_000))).toBe(2);
      expect(await images.changes('hal', { at: new Date(0) }, 10)).toEqual([]);
    });

    it('leaves no mark where nothing was removed', async () => {
      const id = await insert({ owner: 'ida' });
      await images.remove(id, { generation: 99 });
      expect((await images.changes('ida', { at: new Date(0) }, 10)).filter(({ row }) => row === null)).toEqual([]);
    });

    it('keeps the first drive id that was offered', async () => {
      expect(await images.driveId(null)).toBeNull();
      const offered = await Promise.all(['one', 'two', 'three'].map((id) => images.driveId(id)));
      expect(new Set(offered).size).toBe(1);
      expect(await images.driveId('four')).toBe(offered[0]);
      expect(await images.driveId(null)).toBe(offered[0]);
    });

    it('keeps a reserve, and makes none twice', async () => {
      await images.keepReserve();
      expect(await images.keepReserve()).toBe(false);
    });

    it('says that it is well', async () => {
      await expect(images.check()).resolves.toBeUndefined();
    });
  });
}
