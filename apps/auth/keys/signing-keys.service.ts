import { createHash, createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import type { SecretOrKeyProvider } from 'passport-jwt';

import { ISSUER, TOKEN_LIFETIME, TOKEN_TYPE, type InnerClaims } from '#libs/http/identity.js';
import { SigningKeyRepository, type SigningKey } from '#libs/ports/signing-key-repository.js';

const ALGORITHM = 'RS256';
const MODULUS_BITS = 2048;

interface KeyPair {
  id: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

/** The key that signs inner tokens: created at the first start, stored in the database, the same in every auth process. */
@Injectable()
export class SigningKeys implements OnModuleInit {
  private loaded: Promise<KeyPair> | undefined;

  constructor(
    private readonly signingKeys: SigningKeyRepository,
    private readonly jwt: JwtService,
  ) {}

  /** Loads the key while the other modules start. An error is thrown by the first call that needs the key. */
  onModuleInit(): void {
    this.load().catch(() => undefined);
  }

  /** Returns an inner token: a JWT that one service accepts for `LIFETIME` seconds (RFC 9068). @throws RepositoryUnavailable */
  async sign(claims: InnerClaims, audience: 'auth' | 'media'): Promise<string> {
    const { id, privateKey } = await this.load();
    return this.jwt.signAsync(claims, {
      privateKey,
      algorithm: ALGORITHM,
      header: { alg: ALGORITHM, typ: TOKEN_TYPE, kid: id },
      issuer: ISSUER,
      audience,
      expiresIn: TOKEN_LIFETIME,
    });
  }

  /** Returns the public half as a JSON Web Key Set (RFC 7517). @throws RepositoryUnavailable */
  async jwks() {
    const { id, publicKey } = await this.load();
    return { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: id, use: 'sig', alg: ALGORITHM }] };
  }

  /** Finds the key for passport-jwt. The `kid` of the token is compared and never used as a path or a query. */
  readonly provider: SecretOrKeyProvider = (_request, jwt: string, done) => {
    const kid = this.jwt.decode<{ header: { kid?: string } } | null>(jwt, { complete: true })?.header.kid;
    this.load().then(({ id, publicKey }) => {
      // jsonwebtoken takes a KeyObject, which need not be parsed again; the types of passport-jwt don't say so.
      if (kid === id) done(null, publicKey as unknown as Buffer);
      else done(new Error('no such key'));
    }, done);
  };

  /** Loads the key once. After an error the next call tries again. */
  private load(): Promise<KeyPair> {
    return (this.loaded ??= this.read().catch((error: unknown) => {
      this.loaded = undefined;
      throw error;
    }));
  }

  private async read(): Promise<KeyPair> {
    const { id, privateKey: pem } = await this.signingKeys.findOrInsert(makeSigningKey);
    const privateKey = createPrivateKey(pem);
    return { id, privateKey, publicKey: createPublicKey(privateKey) };
  }
}

/** Generates an RSA key, which takes some tenths of a second. */
export async function makeSigningKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: MODULUS_BITS });
  return {
    id: thumbprint(publicKey),
    privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }) as string,
    createdAt: new Date(),
  };
}

/** JWK thumbprint (RFC 7638): the hash of the required members in the order of their names. */
function thumbprint(key: KeyObject): string {
  const { e, kty, n } = key.export({ format: 'jwk' });
  return createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url');
}
