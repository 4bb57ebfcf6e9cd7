import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { OpenedMedia } from './databases.contract.js';
import type { DriveRepository } from './drive-repository.js';

/** Every `DriveRepository` passes this suite. */
export function driveRepositoryContract(name: string, open: () => Promise<OpenedMedia>): void {
  describe(`${name} is a drive repository`, () => {
    let drive: DriveRepository;
    let close: () => Promise<void>;
    beforeAll(async () => {
      const opened = await open();
      ({ drive } = opened.database);
      ({ close } = opened);
    });
    afterAll(async () => close());

    it('stores the first drive id that is offered', async () => {
      expect(await drive.driveId(null)).toBeNull();
      const offered = await Promise.all(['one', 'two', 'three'].map((id) => drive.driveId(id)));
      expect(new Set(offered).size).toBe(1);
      expect(await drive.driveId('four')).toBe(offered[0]);
      expect(await drive.driveId(null)).toBe(offered[0]);
    });

    it('stores facts by their names', async () => {
      expect(await drive.fact('seen')).toBeNull();
      await Promise.all(['one', 'two'].map((value) => drive.setFact('seen', value)));
      await drive.setFact('seen', 'three');
      await drive.setFact('other', '');
      expect([await drive.fact('seen'), await drive.fact('other')]).toEqual(['three', '']);
    });

    it('tells the time, which is that of this machine here', async () => {
      expect(Math.abs((await drive.now()).getTime() - Date.now())).toBeLessThan(5_000);
    });

    it('makes the disk reserve once', async () => {
      await drive.keepReserve();
      expect(await drive.keepReserve()).toBe(false);
    });
  });
}
