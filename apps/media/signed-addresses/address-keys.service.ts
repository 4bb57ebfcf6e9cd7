import { Injectable } from '@nestjs/common';
import { ulid } from 'ulid';

import { makeOpaqueToken } from '#libs/accounts/opaque-token.js';
import { Problem } from '#libs/api/errors.js';
import { MAX_ADDRESS_KEYS, type AddressKeyInfo, type AddressKeyMade, type NewAddressKey } from '#libs/api/signed-address.js';
import { AddressKeyRepository, type AddressKey } from '#libs/ports/address-key-repository.js';

const noSuchKey = () => new Problem('NOT_FOUND', 'You have no such key. It may have been revoked already.');

/** The keys by which people sign image addresses. The gateway notes in the log of the account that one was made or revoked. */
@Injectable()
export class AddressKeys {
  constructor(private readonly repository: AddressKeyRepository) {}

  /** Newest first, without their secrets. */
  async list(owner: string): Promise<AddressKeyInfo[]> {
    return (await this.repository.list(owner)).map(keyInfo);
  }

  /** Returns the new key with its secret, which is shown this once. @throws Problem TOO_MANY_KEYS */
  async create(owner: string, { name }: NewAddressKey): Promise<AddressKeyMade> {
    const { token: secret } = makeOpaqueToken('addressKey');
    const key: AddressKey = { id: ulid().toLowerCase(), owner, name, secret, createdAt: new Date() };
    await this.repository.insert(key);
    // After the insert, so that simultaneous requests can't exceed the limit.
    if ((await this.repository.list(owner)).length > MAX_ADDRESS_KEYS) {
      await this.repository.remove(owner, key.id);
      throw new Problem('TOO_MANY_KEYS', `An account can have ${MAX_ADDRESS_KEYS} keys. Revoke one whose addresses nobody uses any more.`);
    }
    return { ...keyInfo(key), secret };
  }

  /**
   * All addresses that it signed are closed at once. Returns what it was.
   * @throws Problem NOT_FOUND, the same for another person's key as for an unknown one
   */
  async revoke(owner: string, id: string): Promise<AddressKeyInfo> {
    const revoked = await this.find(owner, id);
    if (!(await this.repository.remove(owner, id))) throw noSuchKey();
    return keyInfo(revoked);
  }

  /** The key to sign with. @param id undefined: the newest @throws Problem NOT_FOUND, NO_SIGNING_KEY */
  async find(owner: string, id: string | undefined): Promise<AddressKey> {
    const keys = await this.repository.list(owner);
    const key = id === undefined ? keys[0] : keys.find((one) => one.id === id);
    if (key) return key;
    if (id !== undefined) throw noSuchKey();
    throw new Problem('NO_SIGNING_KEY', 'You have no key to sign with. Create one on your account page.');
  }
}

function keyInfo({ id, name, createdAt }: AddressKey): AddressKeyInfo {
  return { id, name, createdAt: createdAt.toISOString() };
}
