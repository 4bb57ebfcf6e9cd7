import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { ImageRow } from '#libs/domain/image/image-row.js';

import type { OpenedMedia } from './databases.contract.js';
import { imageRow } from './image-fixture.contract.js';
import type { Change, ChangeCursor, ImageRepository } from './image-repository.js';

/** The changes that events are made of. */
export function imageChangesContract(name: string, open: () => Promise<OpenedMedia>): void {
  describe(`${name} lists changes`, () => {
    let images: ImageRepository;
    let close: () => Promise<void>;
    beforeAll(async () => {
      const opened = await open();
      ({ images } = opened.database);
      ({ close } = opened);
    });
    afterAll(async () => close());

    async function insert(given: Partial<ImageRow>): Promise<string> {
      const row = imageRow(given);
      await images.insert(row);
      return row.id;
    }
    const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

    it('lists changed and removed images since a time, oldest first', async () => {
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

    it('lists changes page by page, each once', async () => {
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

    it('includes a change at exactly the time of the cursor', async () => {
      const id = await insert({ owner: 'gus' });
      const { updatedAt } = (await images.update(id, {}, { set: { crashCount: 1 } }))!;
      expect(ids(await images.changes('gus', { at: updatedAt }, 10))).toEqual([id]);
      expect(await images.changes('gus', { at: updatedAt, id }, 10)).toEqual([]);
      await images.remove(id, {});
      const [tombstone] = await images.changes('gus', { at: updatedAt }, 10);
      expect(tombstone).toMatchObject({ id, row: null });
      expect(ids(await images.changes('gus', { at: tombstone!.at }, 10))).toEqual([id]);
      expect(await images.changes('gus', { at: new Date(tombstone!.at.getTime() + 1) }, 10)).toEqual([]);
    });

    it('leaves no tombstone when the condition of a removal fails', async () => {
      const id = await insert({ owner: 'ida' });
      await images.remove(id, { generation: 99 });
      expect((await images.changes('ida', { at: new Date(0) }, 10)).filter(({ row }) => row === null)).toEqual([]);
    });
  });
}
