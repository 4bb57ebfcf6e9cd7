import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { ChangedRow, ChangedRows } from './changed-rows.js';
import type { MediaDatabase } from './databases.js';
import type { OpenedMedia } from './databases.contract.js';
import { imageRow, minute, nextId } from './image-fixture.contract.js';
import { shareRow } from './share-fixture.contract.js';

/** Every `ChangedRows` passes this suite. */
export function changedRowsContract(name: string, open: () => Promise<OpenedMedia>): void {
  describe(name, () => {
    let database: MediaDatabase;
    let changedRows: ChangedRows;
    let close: () => Promise<void>;
    beforeAll(async () => {
      const opened = await open();
      ({ database, close } = opened);
      ({ changedRows } = database);
    });
    afterAll(async () => close());

    const all = () => changedRows.list({ limit: 1_000 });
    /** Ids that the change marked, or marked again. */
    async function marked(change: () => Promise<unknown>): Promise<string[]> {
      const before = new Set((await all()).map(({ stamp }) => stamp));
      await change();
      return (await all()).filter(({ stamp }) => !before.has(stamp)).map(({ kind, id }) => `${kind} ${id}`);
    }
    const find = async (id: string): Promise<ChangedRow | undefined> => (await all()).find((changed) => changed.id === id);
    const album = (id: string) => ({
      id,
      owner: 'ada',
      name: 'Rome',
      order: 'hand' as const,
      cover: null,
      images: [],
      createdAt: minute(0),
    });

    it('has images whose name, time taken or deletion was written, and no upload', async () => {
      const { images } = database;
      const row = imageRow({ state: 'uploading' });
      const { id } = row;
      const upload = async () => {
        await images.insert(row);
        await images.update(id, {}, { set: { state: 'processing' }, content: 'claim' });
        await images.update(id, {}, { set: { state: 'ready', thumbhash: 'x', attempt: 1 } });
      };
      expect(await marked(upload)).toEqual([]);
      for (const set of [{ name: 'later.jpg' }, { takenAt: minute(3) }, { takenAt: null }, { deletedAt: minute(4) }, { deletedAt: null }]) {
        expect(await marked(() => images.update(id, {}, { set }))).toEqual([`image ${id}`]);
      }
      expect(await find(id)).toMatchObject({ kind: 'image', row: await images.find(id) });
      await images.update(id, {}, { set: { state: 'purging' } });
      expect(await marked(() => images.remove(id, {}))).toEqual([`image ${id}`]);
      expect(await find(id)).toMatchObject({ kind: 'image', row: null });
    });

    it('has images that are inserted whole, as a restore does', async () => {
      const row = imageRow({ state: 'ready' });
      expect(await marked(() => database.images.insert(row))).toEqual([`image ${row.id}`]);
    });

    it('has albums that were made, changed and removed', async () => {
      const { albums } = database;
      const id = nextId();
      expect(await marked(() => albums.insert(album(id)))).toEqual([`album ${id}`]);
      expect(await marked(() => albums.update(id, 1, { name: 'Oslo' }))).toEqual([`album ${id}`]);
      expect(await find(id)).toMatchObject({ kind: 'album', row: await albums.find(id) });
      const share = shareRow({ albumId: id, imageIds: [] });
      await database.shares.insert(share);
      expect((await marked(() => albums.remove(id, 'ada'))).sort()).toEqual([`album ${id}`, `share ${share.id}`]);
      for (const gone of [id, share.id]) expect(await find(gone)).toMatchObject({ row: null });
    });

    it('has shares that were made, changed and removed, and none that was only opened', async () => {
      const { shares } = database;
      const share = shareRow({ imageIds: ['one', 'two'] });
      const { id, owner } = share;
      expect(await marked(() => shares.insert(share))).toEqual([`share ${id}`]);
      for (const change of [
        { name: 'For you' },
        { imageIds: ['two'] },
        { passwordHash: 'x' },
        { expiresAt: minute(9) },
        { sizes: ['s' as const] },
      ]) {
        expect(await marked(() => shares.update(owner, id, change))).toEqual([`share ${id}`]);
      }
      expect(await find(id)).toMatchObject({ kind: 'share', row: await shares.find(owner, id) });
      expect(await marked(() => shares.noteOpened(id, minute(10)))).toEqual([]);
      expect(await marked(() => shares.forgetImage(owner, 'two'))).toEqual([`share ${id}`]);
      expect(await find(id)).toMatchObject({ row: null });
      const other = shareRow();
      await shares.insert(other);
      expect(await marked(() => shares.remove(owner, other.id))).toEqual([`share ${other.id}`]);
    });

    it('lists a row once, changed last first, in pages', async () => {
      const ids = [nextId(), nextId(), nextId()];
      for (const id of ids) await database.albums.insert(album(id));
      await database.albums.update(ids[0]!, 1, { name: 'again' });
      const wanted = [ids[0], ids[2], ids[1]];
      expect((await changedRows.list({ limit: 3 })).map(({ id }) => id)).toEqual(wanted);
      expect((await all()).filter(({ id }) => id === ids[0])).toHaveLength(1);
      const [first] = await changedRows.list({ limit: 1 });
      expect((await changedRows.list({ limit: 2, before: first!.stamp })).map(({ id }) => id)).toEqual(wanted.slice(1));
      expect(await changedRows.list({ limit: 5, before: (await all()).at(-1)!.stamp })).toEqual([]);
    });

    it('keeps the mark of a row that was changed again since', async () => {
      const id = nextId();
      await database.albums.insert(album(id));
      const { stamp } = (await find(id))!;
      await database.albums.update(id, 1, { name: 'again' });
      await changedRows.forget([stamp]);
      const again = await find(id);
      expect(again).toMatchObject({ row: { name: 'again' } });
      expect(again!.stamp).not.toBe(stamp);
    });
  });
}
