import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { MediaDatabase } from './databases.js';
import type { OpenedMedia } from './databases.contract.js';
import { imageRow, minute, nextId } from './image-fixture.contract.js';
import { shareRow } from './share-fixture.contract.js';

/** Every `MediaAudit` passes this suite. */
export function mediaAuditContract(name: string, open: () => Promise<OpenedMedia>): void {
  describe(`${name} reads everything`, () => {
    let database: MediaDatabase;
    let close: () => Promise<void>;
    beforeAll(async () => ({ database, close } = await open()));
    afterAll(async () => close());

    it('lists the images of all owners in every state by id, page by page, with what is derived of them in order', async () => {
      const { images, audit } = database;
      const rows = [
        imageRow({ state: 'uploading', name: 'Größe IMG_0042 東京タワー.jpg' }),
        imageRow({ owner: 'bob', state: 'ready', deletedAt: minute(1), name: '' }),
        imageRow({ state: 'purging' }),
      ];
      for (const row of rows) await images.insert(row);
      const removed = imageRow({ state: 'abandoned' });
      await images.insert(removed);
      await images.remove(removed.id, {});
      const [first, ...rest] = await audit.images({ limit: 1 });
      const others = await audit.images({ after: first!.id, limit: 10 });
      expect(rest).toEqual([]);
      expect([first, ...others].map((found) => found!.id)).toEqual(rows.map(({ id }) => id));
      for (const found of [first!, ...others]) {
        expect(found).toEqual({ id: found.id, owner: found.row!.owner, row: await images.find(found.id), wrongDerived: [], holds: false });
      }
    });

    it('says whether an image holds its unique key, and finds one image', async () => {
      const { images, audit } = database;
      const row = imageRow();
      await images.insert(row);
      await images.update(row.id, {}, { content: 'claim', set: { name: 'Änderung 7.png', deletedAt: minute(2) } });
      expect(await audit.image(row.id)).toMatchObject({ id: row.id, holds: true, wrongDerived: [], row: { name: 'Änderung 7.png' } });
      expect(await audit.image(nextId())).toBeNull();
    });

    it('writes derived fields anew, which changes nothing of a row that is in order', async () => {
      const { images, audit } = database;
      const row = imageRow({ name: 'summer 2019.jpg' });
      await images.insert(row);
      const before = await images.find(row.id);
      expect(await audit.repairDerived(row.id)).toBe(true);
      expect(await images.find(row.id)).toEqual(before);
      expect(await audit.repairDerived(nextId())).toBe(false);
    });

    it('lists albums and shares of all owners', async () => {
      const { albums, shares, audit } = database;
      const ids = [nextId(), nextId()];
      for (const id of ids)
        await albums.insert({ id, owner: `of ${id}`, name: 'Rome', order: 'hand', cover: null, images: [nextId()], createdAt: minute(0) });
      expect((await audit.albums({ limit: 1 })).map(({ id }) => id)).toEqual([ids[0]]);
      expect(await audit.albums({ after: ids[0], limit: 10 })).toEqual([await albums.find(ids[1]!)]);
      const made = [shareRow({ owner: 'eve' }), shareRow({ owner: 'bob' })];
      for (const share of made) await shares.insert(share);
      expect(await audit.shares({ limit: 10 })).toEqual(made);
      expect(await audit.shares({ after: made[0]!.id, limit: 10 })).toEqual([made[1]]);
    });

    it('finds nothing wrong with the files of a new database', async () => {
      expect(await database.audit.integrity()).toEqual([]);
    });
  });
}
