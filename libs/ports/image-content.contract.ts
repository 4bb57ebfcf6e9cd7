import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { OpenedMedia } from './databases.contract.js';
import { imageRow, minute } from './image-fixture.contract.js';
import { type ImageRepository } from './image-repository.js';
import { ContentTaken } from './errors.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

/** The unique key (owner, sha256), which decides between two uploads of the same bytes. */
export function imageContentContract(name: string, open: () => Promise<OpenedMedia>): void {
  describe(`${name} keeps (owner, sha256) unique`, () => {
    let images: ImageRepository;
    let close: () => Promise<void>;
    beforeAll(async () => {
      const opened = await open();
      ({ images } = opened.database);
      ({ close } = opened);
    });
    afterAll(async () => close());

    async function uploading(sha256: string, owner = 'ada'): Promise<Omit<ImageRow, 'updatedAt'>> {
      const row = imageRow({ sha256, owner, state: 'uploading' });
      await images.insert(row);
      return row;
    }
    const commit = async (id: string) => images.update(id, { state: ['uploading'] }, { set: { state: 'processing' }, content: 'claim' });
    const holder = async (sha256: string, owner = 'ada') => (await images.findByHash(owner, sha256))?.id;

    it('does not claim the key at the insert', async () => {
      await uploading('a1');
      await uploading('a1');
      expect(await images.findByHash('ada', 'a1')).toBeNull();
    });

    it('gives the key to the first claim; the second claim changes nothing', async () => {
      const [first, second] = [await uploading('b1'), await uploading('b1')];
      expect(await commit(first.id)).toMatchObject({ id: first.id, state: 'processing' });
      await expect(commit(second.id)).rejects.toThrow(ContentTaken);
      expect((await images.find(second.id))?.state).toBe('uploading');
      expect(await holder('b1')).toBe(first.id);
    });

    it('does not claim the key when the condition fails', async () => {
      const row = await uploading('c1');
      expect(await images.update(row.id, { state: ['ready'] }, { content: 'claim' })).toBeNull();
      expect(await images.findByHash('ada', 'c1')).toBeNull();
    });

    it('lets one of twenty concurrent claims succeed', async () => {
      const rows = await Promise.all(Array.from({ length: 20 }, () => uploading('d1')));
      const results = await Promise.allSettled(rows.map(({ id }) => commit(id)));
      const lost = results.filter((result) => result.status === 'rejected');
      expect(lost.map(({ reason }) => (reason as Error).constructor)).toEqual(Array(19).fill(ContentTaken));
      expect(await holder('d1')).toBe(rows[results.findIndex(({ status }) => status === 'fulfilled')]!.id);
    });

    it('a lost claim does not fail other updates', async () => {
      const [first, second, other] = [await uploading('e1'), await uploading('e1'), await uploading('e2')];
      await commit(first.id);
      const results = await Promise.allSettled([commit(second.id), commit(other.id)]);
      expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
      expect(await holder('e2')).toBe(other.id);
    });

    it('lets the holder claim the key again', async () => {
      const row = await uploading('f1');
      await commit(row.id);
      expect(await images.update(row.id, {}, { content: 'claim' })).toMatchObject({ id: row.id });
    });

    it('keeps separate keys for other owners and other bytes', async () => {
      const rows = [await uploading('g1'), await uploading('g1', 'bob'), await uploading('g2')];
      for (const { id } of rows) await commit(id);
      expect([await holder('g1'), await holder('g1', 'bob'), await holder('g2')]).toEqual(rows.map(({ id }) => id));
    });

    it('keeps the key through other changes, including the trash', async () => {
      const row = await uploading('h1');
      await commit(row.id);
      await images.update(row.id, {}, { set: { deletedAt: minute(1), state: 'rejected', name: 'new' } });
      expect(await holder('h1')).toBe(row.id);
    });

    it('findByHashes returns the holders of many keys, without other owners and uploads in progress', async () => {
      const [first, second, other] = [await uploading('k1'), await uploading('k2'), await uploading('k1', 'bob')];
      await uploading('k3');
      for (const { id } of [first, second, other]) await commit(id);
      await images.update(second.id, {}, { set: { deletedAt: minute(1) } });
      const ids = async (...sha256s: string[]) => (await images.findByHashes('ada', sha256s)).map(({ id }) => id).sort();
      expect(await ids('k1', 'k2', 'k3', 'k4', 'k1')).toEqual([first.id, second.id]);
      expect(await ids(...Array.from({ length: 999 }, (_, index) => `no ${index}`), 'k2')).toEqual([second.id]);
      expect(await ids()).toEqual([]);
    });

    it('releases the key on request, for the next claim', async () => {
      const [first, second] = [await uploading('i1'), await uploading('i1')];
      await commit(first.id);
      await images.update(first.id, {}, { set: { state: 'purging' }, content: 'release' });
      expect(await images.findByHash('ada', 'i1')).toBeNull();
      expect(await commit(second.id)).toMatchObject({ id: second.id });
    });

    it('releases the key when its row is removed', async () => {
      const [first, second] = [await uploading('j1'), await uploading('j1')];
      await commit(first.id);
      await images.remove(first.id, {});
      expect(await commit(second.id)).toMatchObject({ id: second.id });
    });
  });
}
