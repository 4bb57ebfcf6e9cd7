/** The key that signs inner tokens. */
export interface SigningKey {
  /** The `kid` in the JWT header and in the JWKS (RFC 7517, section 4.5). */
  id: string;
  /** PEM, PKCS #8. */
  privateKey: string;
  createdAt: Date;
}

/** The signing key of the drive. */
export abstract class SigningKeyRepository {
  /**
   * The stored key. When there is none, stores the one that `make` resolves to; of several callers at once one wins.
   * @throws RepositoryUnavailable, RepositoryFull
   */
  abstract findOrInsert(make: () => Promise<SigningKey>): Promise<SigningKey>;
}
