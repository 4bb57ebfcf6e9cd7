import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { AddressKey, AddressKeyRepository } from './address-key-repository.js';
import type { OpenedMedia } from './databases.contract.js';
import { minute, nextId } from './image-fixture.contract.js';

/** Every `AddressKeyRepository` passes this suite. */
export function addressKeyRepositoryContract(name: string, open: () => Promise<OpenedMedia>): void {
  describe(`${name} stores address keys, which`, () => {
    let keys: AddressKeyRepository;
    let close: () => Promise<void>;
    beforeAll(async () => {
      const opened = await open();
      keys = opened.database.addressKeys;
      ({ close } = opened);
    });
    afterAll(async () => close());

    async function inserted(owner: string, given: Partial<AddressKey> = {}): Promise<AddressKey> {
      const key = { id: nextId(), owner, name: 'Blog “ß”', secret: `secret of ${owner}`, createdAt: minute(1), ...given };
      await keys.insert(key);
      return key;
    }
    const ids = (rows: readonly AddressKey[]) => rows.map(({ id }) => id);

    it('are found by their id, with all fields', async () => {
      const key = await inserted('ada');
      expect(await keys.find(key.id)).toEqual(key);
      expect(await keys.find('other')).toBeNull();
      await expect(inserted('bob', { id: key.id })).rejects.toThrow();
    });

    it('are listed newest first, and removed by their own owner only', async () => {
      const [a, b] = [await inserted('list', { createdAt: minute(2) }), await inserted('list', { createdAt: minute(3) })];
      expect(await keys.list('list')).toEqual([b, a]);
      expect(await keys.remove('thief', a.id)).toBe(false);
      expect(await keys.remove('list', a.id)).toBe(true);
      expect(await keys.remove('list', a.id)).toBe(false);
      expect([await keys.find(a.id), ids(await keys.list('list'))]).toEqual([null, [b.id]]);
    });

    it('are removed together by removeAll', async () => {
      await inserted('many');
      await inserted('many');
      await inserted('few');
      expect([await keys.removeAll('many'), await keys.removeAll('many')]).toEqual([2, 0]);
      expect(await keys.list('few')).toHaveLength(1);
    });
  });
}
