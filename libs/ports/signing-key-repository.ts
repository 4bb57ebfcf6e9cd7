/** A key that signs inner tokens. Every stored key verifies them. */
export interface SigningKey {
  /** The `kid` in the JWT header and in the JWKS (RFC 7517, section 4.5). */
  id: string;
  /** PEM, PKCS #8. */
  privateKey: string;
  createdAt: Date;
  /** From this time on it signs, until that of the next key. */
  signsFrom: Date;
}

/** The signing keys of the drive: one, and more of them during a rotation. */
export abstract class SigningKeyRepository {
  /**
   * All stored keys by `signsFrom`, those of one time by id. When there is none, stores the one that `make` resolves to; of several callers
   * at once one wins. @throws RepositoryUnavailable, RepositoryFull
   */
  abstract findOrInsert(make: () => Promise<SigningKey>): Promise<SigningKey[]>;

  /** Stores one more key. @throws RepositoryUnavailable, RepositoryFull */
  abstract insert(key: SigningKey): Promise<void>;

  /** Makes `signsFrom` of these keys this time where it is later. Ids without a key are ignored. @throws RepositoryUnavailable, RepositoryFull */
  abstract moveBefore(ids: readonly string[], time: Date): Promise<void>;

  /** Ids without a key are ignored. @throws RepositoryUnavailable, RepositoryFull */
  abstract remove(ids: readonly string[]): Promise<void>;
}
