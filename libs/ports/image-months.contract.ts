import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { OpenedMedia } from './databases.contract.js';
import { imageRow } from './image-fixture.contract.js';
import type { ImageRepository } from './image-repository.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

/** The counts of images by month. */
export function imageMonthsContract(name: string, open: () => Promise<OpenedMedia>): void {
  describe(`${name} counts the images of one owner by month`, () => {
    let images: ImageRepository;
    let close: () => Promise<void>;
    beforeAll(async () => {
      const opened = await open();
      ({ images } = opened.database);
      ({ close } = opened);
    });
    afterAll(async () => close());

    async function insert(owner: string, ...rows: (Partial<ImageRow> & { at: string })[]): Promise<void> {
      for (const { at, ...row } of rows) await images.insert(imageRow({ sortAt: new Date(at), ...row, owner }));
    }
    it('newest first, without empty months, in UTC to the millisecond', async () => {
      const times = ['2019-06-30T23:59:59.999Z', '2019-07-01T00:00:00.000Z', '2019-06-01T00:00:00.000Z', '2021-12-31T12:00:00.000Z'];
      await insert('order', ...times.map((at) => ({ at })));
      await insert('other', { at: times[0]! });
      expect(await images.months('order')).toEqual([
        { month: '2021-12', images: 1 },
        { month: '2019-07', images: 1 },
        { month: '2019-06', images: 2 },
      ]);
      expect(await images.months('nobody')).toEqual([]);
    });

    it.each(['0001-01-01T00:00:00.000Z', '1582-10-10T00:00:00.000Z', '1969-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'])(
      'of any time that can be kept: %s',
      async (at) => {
        await insert(at, { at });
        expect(await images.months(at)).toEqual([{ month: at.slice(0, 7), images: 1 }]);
      },
    );

    it('in visible states, without the trash', async () => {
      const at = '2020-02-29T10:00:00.000Z';
      await insert('states', { at }, { at, state: 'ready' }, { at, state: 'uploading' }, { at, state: 'purging' });
      await insert('states', { at, deletedAt: new Date(at) });
      expect(await images.months('states')).toEqual([{ month: '2020-02', images: 2 }]);
    });
  });
}
