import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { day } from './auth-fixture.contract.js';
import type { OpenedAuth } from './databases.contract.js';
import type { SigningKey, SigningKeyRepository } from './signing-key-repository.js';

const key = (id: string, signsFrom = day(1)): SigningKey => ({ id, privateKey: `-----BEGIN ${id}\n`, createdAt: day(1), signsFrom });
const refuse = () => Promise.reject(new Error('asked'));

/** Every `SigningKeyRepository` passes this suite. */
export function signingKeyRepositoryContract(name: string, open: () => Promise<OpenedAuth>): void {
  describe(`${name} is a signing-key repository`, () => {
    let signingKeys: SigningKeyRepository;
    let close: () => Promise<void>;
    beforeEach(async () => {
      const opened = await open();
      ({ signingKeys } = opened.database);
      ({ close } = opened);
    });
    afterEach(async () => close());

    const stored = () => signingKeys.findOrInsert(refuse);

    it('stores the first signing key and makes no other', async () => {
      const found = await Promise.all(['one', 'two', 'three', 'four'].map((id) => signingKeys.findOrInsert(async () => key(id))));
      for (const keys of found) expect(keys).toEqual([key(found[0]![0]!.id)]);
      expect(await stored()).toEqual(found[0]);
    });

    it('lists by the time from which a key signs, and those of one time by id', async () => {
      await signingKeys.findOrInsert(async () => key('first', day(2)));
      for (const [id, from] of [
        ['late', day(4)],
        ['same-b', day(3)],
        ['same-a', day(3)],
        ['early', day(1)],
      ] as const) {
        await signingKeys.insert(key(id, from));
      }
      expect((await stored()).map(({ id }) => id)).toEqual(['early', 'first', 'same-a', 'same-b', 'late']);
      expect((await stored()).at(-1)).toEqual(key('late', day(4)));
    });

    it('removes the named keys, the first one too, and makes none while there is another', async () => {
      await signingKeys.findOrInsert(async () => key('first'));
      await signingKeys.insert(key('second', day(2)));
      await signingKeys.insert(key('third', day(3)));
      await signingKeys.remove(['first', 'third', 'none']);
      expect(await stored()).toEqual([key('second', day(2))]);
      await signingKeys.remove([]);
      expect(await stored()).toHaveLength(1);
    });

    it('moves the named keys before a time, and leaves those that are earlier', async () => {
      await signingKeys.findOrInsert(async () => key('first', day(1)));
      await signingKeys.insert(key('urgent', day(4)));
      await signingKeys.insert(key('signing', day(5)));
      await signingKeys.insert(key('pending', day(9)));
      await signingKeys.moveBefore(['first', 'signing', 'pending', 'none'], day(3));
      expect(await stored()).toEqual([key('first', day(1)), key('pending', day(3)), key('signing', day(3)), key('urgent', day(4))]);
    });
  });
}
