import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { ImageRow } from '#libs/domain/image/image-row.js';

import type { AlbumRepository, AlbumRow } from './album-repository.js';
import type { OpenedMedia } from './databases.contract.js';
import { imageRow, minute, nextId } from './image-fixture.contract.js';
import type { ImageRepository } from './image-repository.js';
import { shareRow } from './share-fixture.contract.js';
import type { ShareRepository } from './share-repository.js';

function albumRow(given: Partial<AlbumRow> = {}): Omit<AlbumRow, 'version'> {
  return { id: nextId(), owner: 'ada', name: 'Rome', order: 'hand', cover: null, images: [], createdAt: minute(0), ...given };
}

/** Every `AlbumRepository` passes this suite. */
export function albumRepositoryContract(name: string, open: () => Promise<OpenedMedia>): void {
  describe(name, () => {
    let albums: AlbumRepository;
    let images: ImageRepository;
    let shares: ShareRepository;
    let close: () => Promise<void>;
    beforeAll(async () => {
      const opened = await open();
      ({ albums, images, shares } = opened.database);
      ({ close } = opened);
    });
    afterAll(async () => close());

    it('returns an album as it was inserted', async () => {
      const row = albumRow({ name: `"; DROP\u{1F4F7} $x`, order: 'date', cover: nextId(), images: [nextId(), nextId()] });
      await albums.insert(row);
      expect(await albums.find(row.id)).toEqual({ ...row, version: 1 });
      expect(await albums.find(nextId())).toBeNull();
    });

    it('lists the albums of one owner, newest first', async () => {
      const rows = [albumRow({ owner: 'list' }), albumRow({ owner: 'list', images: [nextId()] }), albumRow({ owner: 'other' })];
      for (const row of rows) await albums.insert(row);
      expect((await albums.list('list')).map(({ id }) => id)).toEqual([rows[1]!.id, rows[0]!.id]);
      expect(await albums.list('nobody')).toEqual([]);
    });

    it('lists albums without their images', async () => {
      const row = albumRow({ owner: 'heads', images: [nextId()], cover: nextId() });
      await albums.insert(row);
      await albums.insert(albumRow({ owner: 'other heads' }));
      const { images: _, ...head } = row;
      expect(await albums.heads('heads')).toEqual([{ ...head, version: 1 }]);
    });

    describe('a summary', () => {
      const owner = 'summaries';
      const insert = async (given: Partial<ImageRow> = {}) => {
        const row = imageRow({ owner, ...given });
        await images.insert(row);
        return row.id;
      };
      const summary = async (given: Partial<AlbumRow>) => {
        const row = albumRow({ owner, ...given });
        await albums.insert(row);
        const [found, ...others] = await albums.summaries(owner, row.id);
        expect(others).toEqual([]);
        return found!;
      };

      it('counts the images that people see', async () => {
        const seen = await insert();
        const members = [await insert({ deletedAt: minute(1) }), await insert({ state: 'uploading' }), seen, nextId()];
        const strange = await insert({ owner: 'another' });
        expect(await summary({ name: 'Rome', images: [...members, strange] })).toMatchObject({ name: 'Rome', shown: 1, coverId: seen });
        expect(await summary({ images: members.slice(0, 2) })).toMatchObject({ shown: 0, coverId: null });
        expect(await summary({ images: [] })).toMatchObject({ shown: 0, coverId: null });
      });

      it('names the cover: the chosen image, the first by hand, or the newest by date', async () => {
        const [old, newest, middle] = [
          await insert({ sortAt: minute(1) }),
          await insert({ sortAt: minute(9) }),
          await insert({ sortAt: minute(5) }),
        ];
        const trashed = await insert({ deletedAt: minute(2) });
        const members = [trashed, middle, newest, old];
        expect((await summary({ images: members, order: 'hand' })).coverId).toBe(middle);
        expect((await summary({ images: members, order: 'date' })).coverId).toBe(newest);
        expect((await summary({ images: members, cover: old })).coverId).toBe(old);
        expect((await summary({ images: members, cover: trashed })).coverId).toBe(middle);
        expect((await summary({ images: [middle], cover: old })).coverId).toBe(middle);
      });

      it('is of one album of this owner, or of all, newest first', async () => {
        const rows = [albumRow({ owner: 'all' }), albumRow({ owner: 'all' }), albumRow({ owner: 'not all' })];
        for (const row of rows) await albums.insert(row);
        expect((await albums.summaries('all')).map(({ id }) => id)).toEqual([rows[1]!.id, rows[0]!.id]);
        expect(await albums.summaries('all', rows[2]!.id)).toEqual([]);
      });
    });

    it('updates the given fields if the version matches', async () => {
      const row = albumRow({ name: 'a' });
      await albums.insert(row);
      const changed = await albums.update(row.id, 1, { name: 'b', images: [nextId()] });
      expect(changed).toMatchObject({ name: 'b', order: 'hand', version: 2 });
      expect(await albums.find(row.id)).toEqual(changed);
      expect(await albums.update(row.id, 1, { name: 'c' })).toBeNull();
      expect(await albums.update(row.id, 2, {})).toMatchObject({ name: 'b', version: 3 });
      expect(await albums.update(nextId(), 1, { name: 'c' })).toBeNull();
    });

    it('lets one of several concurrent updates succeed', async () => {
      const row = albumRow();
      await albums.insert(row);
      const changes = await Promise.all(Array.from({ length: 8 }, (_, n) => albums.update(row.id, 1, { name: `${n}` })));
      expect(changes.filter(Boolean)).toHaveLength(1);
    });

    it('removes an album for its owner only, and keeps the images', async () => {
      const picture = imageRow();
      await images.insert(picture);
      const row = albumRow({ images: [picture.id] });
      await albums.insert(row);
      expect(await albums.remove(row.id, 'eve')).toBe(false);
      expect(await albums.remove(row.id, 'ada')).toBe(true);
      expect(await albums.remove(row.id, 'ada')).toBe(false);
      expect(await albums.find(row.id)).toBeNull();
      expect(await images.find(picture.id)).not.toBeNull();
    });

    it('removes the shares of a removed album, and no others', async () => {
      const [row, other] = [albumRow(), albumRow()];
      for (const album of [row, other]) await albums.insert(album);
      const links = [{ albumId: row.id }, { albumId: row.id, expiresAt: minute(0) }, { albumId: other.id }, { albumId: null }];
      const [first, expired, others, chosen] = links.map((link) => shareRow({ imageIds: link.albumId ? [] : [nextId()], ...link }));
      for (const share of [first!, expired!, others!, chosen!]) await shares.insert(share);
      await albums.update(row.id, 1, { images: [] });
      await albums.remove(row.id, 'eve');
      expect(await shares.findByToken(first!.token)).toEqual(first);
      await albums.remove(row.id, 'ada');
      for (const share of [first!, expired!]) expect(await shares.findByToken(share.token)).toBeNull();
      for (const share of [others!, chosen!]) expect(await shares.findByToken(share.token)).toEqual(share);
    });

    it('takes a removed image out of every album, and keeps an image in the trash', async () => {
      const pictures = [imageRow(), imageRow(), imageRow()];
      for (const picture of pictures) await images.insert(picture);
      const [a, b, c] = pictures.map(({ id }) => id);
      const rows = [albumRow({ images: [c!, a!, b!], cover: a! }), albumRow({ images: [a!] }), albumRow({ images: [b!] })];
      for (const row of rows) await albums.insert(row);
      await images.update(a!, {}, { set: { deletedAt: minute(1) } });
      expect(await albums.find(rows[0]!.id)).toMatchObject({ images: [c, a, b], version: 1 });
      await images.remove(a!, { state: ['purging'] });
      expect(await albums.find(rows[0]!.id)).toMatchObject({ images: [c, a, b], version: 1 });
      await images.remove(a!, {});
      expect(await albums.find(rows[0]!.id)).toMatchObject({ images: [c, b], version: 2 });
      expect(await albums.find(rows[1]!.id)).toMatchObject({ images: [], version: 2 });
      expect(await albums.find(rows[2]!.id)).toMatchObject({ images: [b], version: 1 });
    });

    it('stores ten thousand images in order', async () => {
      const row = albumRow({ images: Array.from({ length: 10_000 }, nextId) });
      await albums.insert(row);
      expect((await albums.find(row.id))!.images).toEqual(row.images);
    });
  });
}
