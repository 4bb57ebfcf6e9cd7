import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { day } from './auth-fixture.contract.js';
import type { OpenedAuth } from './databases.contract.js';
import type { SigningKey, SigningKeyRepository } from './signing-key-repository.js';

/** Every `SigningKeyRepository` passes this suite. */
export function signingKeyRepositoryContract(name: string, open: () => Promise<OpenedAuth>): void {
  describe(`${name} is a signing-key repository`, () => {
    let signingKeys: SigningKeyRepository;
    let close: () => Promise<void>;
    beforeAll(async () => {
      const opened = await open();
      ({ signingKeys } = opened.database);
      ({ close } = opened);
    });
    afterAll(async () => close());

    it('stores the first signing key and makes no other', async () => {
      const offer = (id: string) => async (): Promise<SigningKey> => ({ id, privateKey: `-----BEGIN ${id}\n`, createdAt: day(1) });
      const keys = await Promise.all(['one', 'two', 'three', 'four'].map((id) => signingKeys.findOrInsert(offer(id))));
      expect(keys).toEqual(Array(4).fill(keys[0]));
      expect(keys[0]).toEqual(await offer(keys[0]!.id)());
      const refuse = () => Promise.reject(new Error('asked'));
      expect(await signingKeys.findOrInsert(refuse)).toEqual(keys[0]);
    });
  });
}
