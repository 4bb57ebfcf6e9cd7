import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { OpenedMedia } from './databases.contract.js';
import { imageRow, minute } from './image-fixture.contract.js';
import type { ImageOrder, ImageQuery, ImageRepository } from './image-repository.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

/** Lists: orders, cursors, words, times, states, trash. */
export function imageListContract(name: string, open: () => Promise<OpenedMedia>): void {
  describe(`${name} lists the images of one owner`, () => {
    let images: ImageRepository;
    let close: () => Promise<void>;
    beforeAll(async () => {
      const opened = await open();
      ({ images } = opened.database);
      ({ close } = opened);
    });
    afterAll(async () => close());

    /** Inserts in this order, for an owner of its own. */
    async function owner(ofOwner: string, ...rows: Partial<ImageRow>[]): Promise<void> {
      for (const row of rows) await images.insert(imageRow({ ...row, owner: ofOwner }));
    }
    async function list(query: Partial<ImageQuery> & { owner: string }): Promise<ImageRow[]> {
      return images.list({ order: 'added', limit: 100, states: ['processing', 'ready', 'rejected'], deleted: false, ...query });
    }
    const names = async (query: Partial<ImageQuery> & { owner: string }) => (await list(query)).map((row) => row.name);

    it('by id, newest first', async () => {
      await owner('added', { name: 'a', sortAt: minute(9) }, { name: 'b', sortAt: minute(1) }, { name: 'c', sortAt: minute(5) });
      await owner('someone', { name: 'else' });
      expect(await names({ owner: 'added' })).toEqual(['c', 'b', 'a']);
      expect(await names({ owner: 'added', limit: 2 })).toEqual(['c', 'b']);
      expect(await names({ owner: 'nobody' })).toEqual([]);
      expect(await names({ owner: 'added', limit: 0 })).toEqual([]);
    });

    it('again after each change, as it is then, and gives each caller an array of its own', async () => {
      await owner('again', { name: 'a', state: 'ready' });
      const [row] = await list({ owner: 'again' });
      (await list({ owner: 'again' })).length = 0;
      expect(await names({ owner: 'again' })).toEqual(['a']);
      await images.update(row!.id, {}, { set: { name: 'renamed' } });
      expect(await names({ owner: 'again' })).toEqual(['renamed']);
      await owner('again', { name: 'b' });
      expect(await names({ owner: 'again' })).toEqual(['b', 'renamed']);
      await images.update(row!.id, {}, { set: { deletedAt: minute(1) } });
      expect(await names({ owner: 'again' })).toEqual(['b']);
      await images.remove((await list({ owner: 'again' }))[0]!.id, {});
      expect(await names({ owner: 'again' })).toEqual([]);
    });

    it.each<ImageOrder>(['added', 'taken'])('by the bytes of ids, in the order %s', async (order) => {
      const ids = ['A', 'Z', '_', 'a', 'aa', 'b', 'é', '\uFFFD', '\u{1F4F7}'].map((id) => `${order}-${id}`);
      await owner(`bytes-${order}`, ...ids.toReversed().map((id) => ({ id, name: id })));
      expect(await names({ owner: `bytes-${order}`, order })).toEqual(ids.toReversed());
      const before = { id: `${order}-aa`, sortAt: minute(0) };
      expect(await names({ owner: `bytes-${order}`, order, before })).toEqual(ids.slice(0, 4).toReversed());
    });

    it('by the time taken, then by id, newest first', async () => {
      await owner('taken', { name: 'a', sortAt: minute(9) }, { name: 'b', sortAt: minute(1) }, { name: 'c', sortAt: minute(9) });
      await owner('taken', { name: 'd', sortAt: new Date('1920-05-01') });
      expect(await names({ owner: 'taken', order: 'taken' })).toEqual(['c', 'a', 'b', 'd']);
    });

    it.each<ImageOrder>(['added', 'taken'])('pages through all of them once, in the order %s, many having one time', async (order) => {
      const rows = Array.from({ length: 25 }, (_, i) => ({ name: `${i}`, sortAt: minute(i % 3) }));
      await owner(`pages-${order}`, ...rows);
      const all = await list({ owner: `pages-${order}`, order });
      expect(all).toHaveLength(25);
      const paged: ImageRow[] = [];
      for (let page = await list({ owner: `pages-${order}`, order, limit: 4 }); page.length > 0;) {
        paged.push(...page);
        const { id, sortAt } = page.at(-1)!;
        page = await list({ owner: `pages-${order}`, order, limit: 4, before: { id, sortAt } });
      }
      expect(paged).toEqual(all);
    });

    it('continues from a cursor whose row was removed', async () => {
      await owner('cursor', { name: 'a' }, { name: 'b' }, { name: 'c' });
      const [, middle] = await list({ owner: 'cursor' });
      await images.remove(middle!.id, {});
      const before = { id: middle!.id, sortAt: middle!.sortAt };
      expect(await names({ owner: 'cursor', before })).toEqual(['a']);
      expect(await names({ owner: 'cursor', order: 'taken', before })).toEqual(['a']);
    });

    it.each<ImageOrder>(['added', 'taken'])('gives what comes ahead of a cursor, the nearest first, in the order %s', async (order) => {
      const rows = Array.from({ length: 7 }, (_, i) => ({ name: `${i}`, sortAt: minute(i % 3), deletedAt: i === 4 ? minute(9) : null }));
      await owner(`ahead-${order}`, ...rows);
      const all = await list({ owner: `ahead-${order}`, order });
      const { id, sortAt } = all[4]!;
      const ahead = await list({ owner: `ahead-${order}`, order, limit: 3, after: { id, sortAt } });
      expect(ahead.map((row) => row.id)).toEqual([3, 2, 1].map((index) => all[index]!.id));
      expect(await list({ owner: `ahead-${order}`, order, after: all[0]! })).toEqual([]);
    });

    it('ignores the time of the cursor in the order by id', async () => {
      await owner('id-only', { name: 'a', sortAt: minute(9) }, { name: 'b', sortAt: minute(1) });
      const [newest] = await list({ owner: 'id-only' });
      expect(await names({ owner: 'id-only', before: { id: newest!.id, sortAt: new Date(0) } })).toEqual(['a']);
    });

    it('in the given states', async () => {
      await owner(
        'states',
        { name: 'u', state: 'uploading' },
        { name: 'p' },
        { name: 'r', state: 'ready' },
        { name: 'x', state: 'purging' },
      );
      expect(await names({ owner: 'states' })).toEqual(['r', 'p']);
      expect(await names({ owner: 'states', states: ['ready'] })).toEqual(['r']);
      expect(await names({ owner: 'states', states: [] })).toEqual([]);
    });

    it('in the trash or outside it', async () => {
      await owner('trash', { name: 'a' }, { name: 'b', deletedAt: minute(1), sortAt: minute(2) }, { name: 'c', deletedAt: minute(1) });
      expect(await names({ owner: 'trash' })).toEqual(['a']);
      expect(await names({ owner: 'trash', deleted: true })).toEqual(['c', 'b']);
      expect(await names({ owner: 'trash', deleted: true, order: 'taken' })).toEqual(['b', 'c']);
    });

    it.each<ImageOrder>(['added', 'taken'])('from a time on and before another, in the order %s', async (order) => {
      await owner(`times-${order}`, ...[1, 2, 3, 4].map((at) => ({ name: `${at}`, sortAt: minute(at) })));
      const query = { owner: `times-${order}`, order };
      expect(await names({ ...query, from: minute(2) })).toEqual(['4', '3', '2']);
      expect(await names({ ...query, to: minute(3) })).toEqual(['2', '1']);
      expect(await names({ ...query, from: minute(2), to: minute(4) })).toEqual(['3', '2']);
      expect(await names({ ...query, from: minute(3), to: minute(3) })).toEqual([]);
      const [newest] = await list({ ...query, from: minute(2) });
      expect(await names({ ...query, from: minute(2), before: { id: newest!.id, sortAt: newest!.sortAt } })).toEqual(['3', '2']);
    });

    it.each([
      ['strasse', 'Hauptstraße.jpg'],
      ['STRASSE', 'Hauptstraße.jpg'],
      ['cafe', 'Un Café à Paris.png'],
      ['CAFÉ', 'un cafe a paris.png'],
      ['café'.normalize('NFD'), 'Café.png'.normalize('NFC')],
      ['οδυσσευς', 'ΟΔΥΣΣΕΥΣ.jpg'],
      ['100%', 'now 100% sharp.jpg'],
      ['a_b', 'a_b.jpg'],
      ['.jpg', 'x.jpg'],
      ["o'b", "O'Brien.jpg"],
      ['$name', 'a $name.jpg'],
      ['"\\', 'a"\\.jpg'],
      ['', 'any'],
    ])('finds %j in %j', async (word, file) => {
      await owner(`find-${word}-${file}`, { name: file }, { name: 'other' });
      expect(await names({ owner: `find-${word}-${file}`, words: [word, word], order: 'taken' })).toContain(file);
      expect(await names({ owner: `find-${word}-${file}`, words: [word, file] })).toEqual([file]);
    });

    it.each([
      ['a_b', 'axb'],
      ['100%', '100 percent'],
      ['.*', 'everything'],
      ['[ab]', 'a'],
    ])('does not find %j in %j', async (word, file) => {
      await owner(`miss-${word}`, { name: file });
      expect(await names({ owner: `miss-${word}`, words: [word] })).toEqual([]);
    });

    it('requires all words, in any order', async () => {
      await owner('words', { name: 'Paris in May' }, { name: 'May in Rome' }, { name: 'Paris in June' });
      expect(await names({ owner: 'words', words: ['may', 'paris'] })).toEqual(['Paris in May']);
      expect(await names({ owner: 'words', words: ['in'], limit: 2 })).toEqual(['Paris in June', 'May in Rome']);
      expect(await names({ owner: 'words', words: [] })).toHaveLength(3);
    });

    it('finds an image by its new name after a rename', async () => {
      await owner('renamed', { name: 'before' });
      const [row] = await list({ owner: 'renamed' });
      await images.update(row!.id, {}, { set: { name: 'Später' } });
      expect(await names({ owner: 'renamed', words: ['spat'] })).toEqual(['Später']);
      expect(await names({ owner: 'renamed', words: ['before'] })).toEqual([]);
    });
  });
}
