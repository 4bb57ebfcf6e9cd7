import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { OpenedMedia } from './databases.contract.js';
import { imageRow, minute } from './image-fixture.contract.js';
import type { ImageOrder, ImageQuery, ImageRepository } from './image-repository.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

/** Searches: word beginnings, types, months, ids. */
export function imageSearchContract(name: string, open: () => Promise<OpenedMedia>): void {
  describe(`${name} searches the images of one owner`, () => {
    let images: ImageRepository;
    let close: () => Promise<void>;
    beforeAll(async () => {
      const opened = await open();
      ({ images } = opened.database);
      ({ close } = opened);
    });
    afterAll(async () => close());

    async function owner(ofOwner: string, ...rows: Partial<ImageRow>[]): Promise<void> {
      for (const row of rows) await images.insert(imageRow({ ...row, owner: ofOwner }));
    }
    async function list(query: Partial<ImageQuery> & { owner: string }): Promise<ImageRow[]> {
      return images.list({ order: 'added', limit: 100, states: ['processing', 'ready', 'rejected'], deleted: false, ...query });
    }
    const names = async (query: Partial<ImageQuery> & { owner: string }) => (await list(query)).map((row) => row.name);

    it.each([
      ['haupt', 'Hauptstraße.jpg'],
      ['HAUPTSTRASSE', 'Hauptstraße.jpg'],
      ['cafe', 'Un Café à Paris.png'],
      ['café'.normalize('NFD'), 'Café.png'.normalize('NFC')],
      ['οδυσσ', 'ΟΔΥΣΣΕΥΣ.jpg'],
      ['42', 'IMG_0042.jpg'],
      ['img_0042', 'IMG_0042.jpg'],
      ['2019', 'PXL20190601.jpg'],
      ["o'b", "O'Brien.jpg"],
      ['京の', '東京の夏.jpg'],
      ['𝒻', '\u{1D4BB}oo.jpg'],
      ['.jpg', 'x.jpg'],
      ['%', 'asks nothing'],
    ])('finds %j in %j', async (word, file) => {
      await owner(`begins-${word}`, { name: file }, { name: '&' });
      await owner(`another-${word}`, { name: file });
      expect(await names({ owner: `begins-${word}`, beginnings: [word, word], order: 'taken' })).toContain(file);
      expect(await names({ owner: `begins-${word}`, beginnings: [word, file] })).toEqual([file]);
    });

    it.each([
      ['strasse', 'Hauptstraße.jpg'],
      ['hauptstrassen', 'Hauptstraße.jpg'],
      ['.*', 'x.jpg y'],
      ['a_b', 'axb'],
      ['hz', 'ha ia'],
    ])('finds %j not in %j', async (word, file) => {
      await owner(`not-${word}`, { name: file });
      expect(await names({ owner: `not-${word}`, beginnings: [word] })).toEqual(word === '.*' ? [file] : []);
    });

    it.each<ImageOrder>(['added', 'taken'])('gives those that have all of the words page by page, in the order %s', async (order) => {
      const of = `pages-${order}`;
      await owner(of, ...Array.from({ length: 12 }, (_, n) => ({ name: `beach ${n % 2 ? 'sun' : 'rain'} ${n}`, sortAt: minute(n % 3) })));
      const all = await list({ owner: of, order, beginnings: ['su', 'be'] });
      expect(all).toHaveLength(6);
      const { id, sortAt } = all[2]!;
      const query = { owner: of, order, beginnings: ['be', 'su'], limit: 2 };
      expect(await list({ ...query, before: { id, sortAt } })).toEqual(all.slice(3, 5));
      expect(await list({ ...query, after: { id, sortAt } })).toEqual(all.slice(0, 2).toReversed());
    });

    it('finds an image by its new name only after a rename, and no removed image', async () => {
      await owner('renamed', { name: 'before the storm' });
      const [row] = await list({ owner: 'renamed' });
      await images.update(row!.id, {}, { set: { name: 'Später storm' } });
      for (const [word, found] of [
        ['spat', 1],
        ['storm', 1],
        ['before', 0],
      ] as const) {
        expect(await names({ owner: 'renamed', beginnings: [word] })).toHaveLength(found);
      }
      await images.update(row!.id, {}, { set: { deletedAt: minute(1) } });
      expect(await names({ owner: 'renamed', beginnings: ['spat'] })).toEqual([]);
      expect(await names({ owner: 'renamed', beginnings: ['spat'], deleted: true })).toEqual(['Später storm']);
      await images.remove(row!.id, {});
      await images.insert(imageRow({ id: row!.id, owner: 'renamed', name: 'another' }));
      expect(await names({ owner: 'renamed', beginnings: ['storm'] })).toEqual([]);
      expect(await names({ owner: 'renamed', beginnings: ['another'] })).toEqual(['another']);
    });

    it('accepts more words than people type', async () => {
      const words = Array.from({ length: 150 }, (_, n) => String.fromCodePoint(0x4e00 + n));
      await owner('many', { name: words.join('') }, { name: words.slice(1).join('') });
      for (const order of ['added', 'taken'] as const) {
        expect(await names({ owner: 'many', order, beginnings: words })).toEqual([words.join('')]);
        expect(await names({ owner: 'many', order, beginnings: words, words: [...words, ...words] })).toEqual([words.join('')]);
        // Each is four words (NFKD).
        expect(await names({ owner: 'many', order, beginnings: Array.from({ length: 100 }, () => '\ufdfa') })).toEqual([]);
      }
    });

    it('by media types', async () => {
      await owner('types', { name: 'a', type: 'image/png' }, { name: 'b', type: 'image/heic' }, { name: 'c' });
      expect(await names({ owner: 'types', types: ['image/heic', 'image/jpeg'] })).toEqual(['c', 'b']);
      expect(await names({ owner: 'types', types: [] })).toEqual([]);
    });

    it.each<ImageOrder>(['added', 'taken'])('was taken in a month of any year, in the order %s', async (order) => {
      const times = ['1912-06-01T00:00:00Z', '1969-05-31T23:59:59.999Z', '2019-06-30T23:59:59.999Z', '2020-07-01T00:00:00Z'];
      await owner(`months-${order}`, ...times.map((time) => ({ name: time, sortAt: new Date(time) })));
      expect(await names({ owner: `months-${order}`, month: 6, order })).toEqual([times[2], times[0]]);
    });

    it('present returns the visible images of the owner outside the trash, by time taken, newest first', async () => {
      const rows = [
        { sortAt: minute(5) },
        { deletedAt: minute(1) },
        { state: 'purging' as const },
        { state: 'ready' as const, sortAt: minute(9) },
        { owner: 'other' },
        { sortAt: minute(5) },
      ];
      const ids: string[] = [];
      for (const row of rows) {
        const image = imageRow({ owner: 'present', ...row });
        await images.insert(image);
        ids.push(image.id);
      }
      expect(await images.present('present', [...ids, 'nonsense'])).toEqual([ids[3], ids[5], ids[0]]);
      expect(await images.present('present', [])).toEqual([]);
    });

    it('by ids, of this owner only', async () => {
      await owner('named', { name: 'a' }, { name: 'b' }, { name: 'c' });
      await owner('stranger', { name: 'x' });
      const [c, , a] = await list({ owner: 'named' });
      const [x] = await list({ owner: 'stranger' });
      expect(await names({ owner: 'named', ids: [a!.id, c!.id, x!.id, 'nonsense'] })).toEqual(['c', 'a']);
      expect(await names({ owner: 'named', ids: [a!.id], beginnings: ['c'] })).toEqual([]);
      expect(await names({ owner: 'named', ids: [] })).toEqual([]);
    });
  });
}
