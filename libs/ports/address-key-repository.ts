/** A person's key for signed image addresses. (The keys of the drive that sign inner tokens are `SigningKey`.) */
export interface AddressKey {
  /** A ULID in lower case: in every address that it signs. */
  id: string;
  owner: string;
  name: string;
  /** As it was shown to its owner. Stored in plain: HMAC needs it to verify. */
  secret: string;
  createdAt: Date;
}

/** The address keys of all people. Every call may throw `RepositoryUnavailable`, every change `RepositoryFull`. */
export abstract class AddressKeyRepository {
  abstract insert(key: AddressKey): Promise<void>;
  /** Finds a key of any owner. */
  abstract find(id: string): Promise<AddressKey | null>;
  /** Newest first. */
  abstract list(owner: string): Promise<AddressKey[]>;
  /** @returns false when this owner has no such key */
  abstract remove(owner: string, id: string): Promise<boolean>;
  /** Removes all keys of the owner. @returns how many */
  abstract removeAll(owner: string): Promise<number>;
}
