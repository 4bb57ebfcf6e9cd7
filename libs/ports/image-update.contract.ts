import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { OpenedMedia } from './databases.contract.js';
import { imageRow, minute, nextId } from './image-fixture.contract.js';
import type { ImageMaintenance } from './image-maintenance.js';
import type { ImageChange, ImageCondition, ImageRepository } from './image-repository.js';
import type { QuotaRepository } from './quota-repository.js';
import { WAITING, type ImageRow } from '#libs/domain/image/image-row.js';

/** Rows and their conditional updates. */
export function imageUpdateContract(name: string, open: () => Promise<OpenedMedia>): void {
  describe(`${name} updates an image atomically if the condition holds`, () => {
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

    async function inserted(given: Partial<ImageRow> = {}): Promise<Omit<ImageRow, 'updatedAt'>> {
      const row = imageRow(given);
      await images.insert(row);
      return row;
    }

    it('returns a row as it was inserted', async () => {
      const plain = await inserted();
      const full = await inserted({
        name: 'Größe "\n\0📷.jpg',
        takenAt: new Date(-86_400_001),
        modifiedAt: minute(2),
        exif: { camera: 'Größe "1"', lens: null, exposureSeconds: 1 / 3, aperture: 2.8, iso: 100, focalLength: 35, place: true },
        sortAt: new Date(-86_400_001),
        deletedAt: minute(3),
        state: 'rejected',
        reason: { code: 'BROKEN_IMAGE', detail: 'It’s cut off.' },
        thumbhash: '3OcRJYB4d3h/iIeHeEh3eIhw+j3A',
        bytes: 2 ** 40,
        generation: 7,
        attempt: 3,
        crashCount: 1,
        sizes: {
          s: {
            ...WAITING,
            state: 'ready',
            width: 240,
            height: 320,
            bytes: 18_233,
            type: 'image/jpeg',
            attempts: 2,
            startedAt: minute(4),
            readyAt: minute(5),
            key: 'a/s',
          },
          m: { ...WAITING, state: 'failed', error: { code: 'BROKEN_IMAGE', detail: 'x' } },
          l: { ...WAITING, state: 'working', startedAt: minute(4) },
        },
      });
      for (const row of [plain, full]) expect(await images.find(row.id)).toEqual({ ...row, updatedAt: expect.any(Date) as Date });
      expect(await images.find(nextId())).toBeNull();
      expect(await images.find("' OR 1=1")).toBeNull();
    });

    it('refuses an id twice', async () => {
      const row = await inserted({ name: 'first' });
      await expect(images.insert({ ...row, name: 'second' })).rejects.toThrow();
      expect((await images.find(row.id))?.name).toBe('first');
    });

    it('changes the given fields only', async () => {
      const row = await inserted({ takenAt: minute(1), reason: { code: 'X', detail: 'x' } });
      const set = { name: 'new', takenAt: null, sortAt: minute(9), deletedAt: minute(8), state: 'rejected', reason: null } as const;
      const rest = { thumbhash: 'abc', generation: 2, attempt: 5, crashCount: 1, damagedAt: minute(7) };
      const changed = await images.update(row.id, {}, { set: { ...set, ...rest } });
      expect(changed).toEqual({ ...row, ...set, ...rest, updatedAt: expect.any(Date) as Date });
      expect(await images.find(row.id)).toEqual(changed);
      expect(await images.update(row.id, {}, { set: { reason: { code: 'Y', detail: 'y' } } })).toMatchObject({
        reason: { code: 'Y' },
        name: 'new',
      });
    });

    it('replaces the records of single variants', async () => {
      const row = await inserted();
      const ready = { ...WAITING, state: 'ready', width: 1, height: 2, key: 'k', readyAt: minute(1) } as const;
      await Promise.all([
        images.update(row.id, {}, { sizes: { s: ready } }),
        images.update(row.id, {}, { sizes: { m: ready } }),
        images.update(row.id, {}, { sizes: { l: { ...WAITING, state: 'failed', error: { code: 'X', detail: 'x' } } } }),
      ]);
      await images.update(row.id, {}, { sizes: { l: WAITING } });
      expect((await images.find(row.id))?.sizes).toEqual({ s: ready, m: ready, l: WAITING });
    });

    it('ignores undefined fields', async () => {
      const row = await inserted({ thumbhash: 'abc', takenAt: minute(1) });
      const set = { name: undefined, thumbhash: undefined, takenAt: undefined, crashCount: 1 } as unknown as ImageChange['set'];
      expect(await images.update(row.id, {}, { set })).toEqual({ ...row, crashCount: 1, updatedAt: expect.any(Date) as Date });
    });

    it('refuses unknown fields', async () => {
      const row = imageRow();
      await expect(images.insert({ ...row, nonsense: 1 } as typeof row)).rejects.toThrow();
      expect(await images.find(row.id)).toBeNull();
      await images.insert(row);
      await expect(images.update(row.id, {}, { set: { nonsense: 1, crashCount: 1 } as ImageChange['set'] })).rejects.toThrow();
      expect(await images.find(row.id)).toMatchObject({ crashCount: 0 });
    });

    it('refuses objects instead of texts', async () => {
      const { id } = await inserted();
      const any = { $ne: 'x' } as unknown as string;
      await expect(images.find(any)).rejects.toThrow();
      await expect(images.findByHash(any, any)).rejects.toThrow();
      await expect(images.update(any, {}, { set: { crashCount: 1 } })).rejects.toThrow();
      await expect(images.update(id, { owner: any }, { set: { crashCount: 1 } })).rejects.toThrow();
      await expect(images.remove(any, {})).rejects.toThrow();
      expect(await images.find(id)).toMatchObject({ crashCount: 0 });
    });

    it('stores the time of each change', async () => {
      const row = await inserted();
      const inserts = (await images.find(row.id))!.updatedAt.getTime();
      const updates = (await images.update(row.id, {}, { set: { crashCount: 1 } }))!.updatedAt.getTime();
      expect(Math.abs(Date.now() - inserts)).toBeLessThan(60_000);
      expect(updates).toBeGreaterThanOrEqual(inserts);
    });

    it.each<[string, ImageCondition, ImageCondition]>([
      ['owner', { owner: 'ada' }, { owner: 'bob' }],
      ['state', { state: ['ready', 'processing'] }, { state: ['uploading', 'ready'] }],
      ['no state', { state: ['processing'] }, { state: [] }],
      ['generation', { generation: 3 }, { generation: 2 }],
      ['attempt', { attempt: 4 }, { attempt: 5 }],
      ['not deleted', { deleted: false }, { deleted: true }],
      ['created before', { createdBefore: minute(6) }, { createdBefore: minute(5) }],
      ['one of several', { generation: 3, attempt: 4, owner: 'ada' }, { generation: 3, attempt: 5, owner: 'ada' }],
    ])('looks at %s', async (_, holds, fails) => {
      const row = await inserted({ generation: 3, attempt: 4, createdAt: minute(5) });
      const before = await images.find(row.id);
      expect(await images.update(row.id, fails, { set: { name: 'no' } })).toBeNull();
      expect(await images.remove(row.id, fails)).toBe(false);
      expect(await images.find(row.id)).toEqual(before);
      expect(await images.update(row.id, holds, { set: { name: 'yes' } })).toMatchObject({ name: 'yes' });
      expect(await images.remove(row.id, holds)).toBe(true);
      expect(await images.find(row.id)).toBeNull();
    });

    it('checks whether the image is in the trash', async () => {
      const row = await inserted({ deletedAt: minute(1) });
      expect(await images.update(row.id, { deleted: false }, { set: { crashCount: 1 } })).toBeNull();
      expect(await images.update(row.id, { deleted: true }, { set: { deletedAt: null } })).toMatchObject({ deletedAt: null });
    });

    it('moves the image between the lists, the trash and the usage', async () => {
      const { id, bytes } = await inserted({ owner: 'places', state: 'uploading' });
      const places = async () => {
        const listed = async (deleted: boolean) =>
          (await images.list({ owner: 'places', order: 'taken', limit: 9, states: ['ready', 'rejected'], deleted })).length;
        const trash = await maintenance.listTrash({ deletedBefore: minute(9), limit: 99 });
        return [await listed(false), await listed(true), trash.filter((row) => row.id === id).length];
      };
      const usage = () => quotas.usage('places');
      expect([await places(), await usage()]).toEqual([[0, 0, 0], { images: 0, bytes: 0, trashed: 0 }]);
      await images.update(id, { deleted: false }, { set: { state: 'ready' } });
      expect([await places(), await usage()]).toEqual([[1, 0, 0], { images: 1, bytes, trashed: 0 }]);
      await images.update(id, { deleted: false }, { set: { deletedAt: minute(1) } });
      expect([await places(), await usage()]).toEqual([[0, 1, 1], { images: 0, bytes, trashed: bytes }]);
      await images.update(id, { deleted: true }, { set: { deletedAt: null, state: 'rejected' } });
      expect([await places(), await usage()]).toEqual([[1, 0, 0], { images: 1, bytes, trashed: 0 }]);
      await images.update(id, { deleted: false }, { set: { deletedAt: minute(1), state: 'purging' } });
      expect([await places(), await usage()]).toEqual([[0, 0, 0], { images: 0, bytes: 0, trashed: 0 }]);
    });

    it('returns null or false for a missing row', async () => {
      expect(await images.update(nextId(), {}, { set: { crashCount: 1 } })).toBeNull();
      expect(await images.remove(nextId(), {})).toBe(false);
    });

    it('lets one of a hundred concurrent updates from one state succeed', async () => {
      const row = await inserted();
      const change = (i: number): ImageChange => ({ set: { generation: 2, name: `${i}` } });
      const results = await Promise.all(Array.from({ length: 100 }, (_, i) => images.update(row.id, { generation: 1 }, change(i))));
      const winners = results.filter((result) => result !== null);
      expect(winners).toHaveLength(1);
      expect(await images.find(row.id)).toEqual(winners[0]);
    });

    it('loses none of a hundred concurrent increments', async () => {
      const row = await inserted();
      const raise = async (): Promise<void> => {
        for (;;) {
          const { attempt } = (await images.find(row.id))!;
          if (await images.update(row.id, { attempt }, { set: { attempt: attempt + 1 } })) return;
        }
      };
      await Promise.all(Array.from({ length: 100 }, raise));
      expect((await images.find(row.id))?.attempt).toBe(100);
    }, 120_000);

    it('lets one of a hundred concurrent removals succeed', async () => {
      const row = await inserted();
      const results = await Promise.all(Array.from({ length: 100 }, () => images.remove(row.id, { state: ['processing'] })));
      expect(results.filter(Boolean)).toHaveLength(1);
    });

    it('changes no removed row, also with concurrent updates', async () => {
      const row = await inserted({ owner: 'gone' });
      const tries = Array.from({ length: 50 }, (_, i) =>
        i === 25 ? images.remove(row.id, {}) : images.update(row.id, {}, { set: { crashCount: i }, content: i % 2 ? 'claim' : 'release' }),
      );
      expect((await Promise.all(tries))[25]).toBe(true);
      expect(await images.find(row.id)).toBeNull();
      expect(await images.findByHash('gone', row.sha256)).toBeNull();
      expect(await images.changes('gone', { at: new Date(0) }, 10)).toEqual([{ id: row.id, at: expect.any(Date) as Date, row: null }]);
    });

    it('accepts the id of a removed row again', async () => {
      const row = await inserted({ owner: 'again', name: 'first' });
      await images.remove(row.id, {});
      await images.insert({ ...row, name: 'second' });
      await expect(images.insert({ ...row, name: 'third' })).rejects.toThrow();
      const there = (await images.find(row.id))!;
      expect(there).toMatchObject({ ...row, name: 'second' });
      expect(await images.changes('again', { at: new Date(0) }, 10)).toEqual([{ id: row.id, at: there.updatedAt, row: there }]);
    });
  });
}
