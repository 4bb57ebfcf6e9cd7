import { createHash, createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

import { Injectable, type OnModuleInit } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import type { SecretOrKeyProvider } from 'passport-jwt';

import { ISSUER, LIFETIME, TOKEN_TYPE, type InnerClaims } from '#libs/http/identity.js';
import { SigningKeyRepository, type SigningKey } from '#libs/ports/signing-key-repository.js';

const ALGORITHM = 'RS256';
const MODULUS_BITS = 2048;

interface KeyPair {
  id: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

/** The key that signs inner JWTs: made at the first start, kept in the database, the same in every auth process. */
@Injectable()
export class SigningKeys implements OnModuleInit {
  private found: Promise<KeyPair> | undefined;

  constructor(
    private readonly signingKeys: SigningKeyRepository,
    private readonly jwt: JwtService,
  ) {}

  /** Looks for the key while everything else starts. Whoever needs it waits for it, and is told what went wrong. */
  onModuleInit(): void {
    this.pair().catch(() => undefined);
  }

  /** A JWT that holds for one service for a minute (RFC 9068). */
  async sign(claims: InnerClaims, audience: 'auth' | 'media'): Promise<string> {
    const { id, privateKey } = await this.pair();
    return this.jwt.signAsync(claims, {
      privateKey,
      algorithm: ALGORITHM,
      header: { alg: ALGORITHM, typ: TOKEN_TYPE, kid: id },
      issuer: ISSUER,
      audience,
      expiresIn: LIFETIME,
    });
  }

  /** The public half, as services fetch it (RFC 7517). */
  async jwks() {
    const { id, publicKey } = await this.pair();
    return { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: id, use: 'sig', alg: ALGORITHM }] };
  }

  /** Finds the key for passport-jwt. A `kid` is only ever compared, never taken for a place to look at. */
  readonly provider: SecretOrKeyProvider = (_request, jwt: string, done) => {
    const kid = this.jwt.decode<{ header: { kid?: string } } | null>(jwt, { complete: true })?.header.kid;
    this.pair().then(({ id, publicKey }) => {
      if (kid === id) done(null, publicKey.export({ format: 'pem', type: 'spki' }));
      else done(new Error('no such key'));
    }, done);
  };

  private pair(): Promise<KeyPair> {
    return (this.found ??= this.find().catch((error: unknown) => {
      this.found = undefined;
      throw error;
    }));
  }

  private async find(): Promise<KeyPair> {
    const { id, privateKey: pem } = await this.signingKeys.findOrInsert(makeSigningKey);
    const privateKey = createPrivateKey(pem);
    return { id, privateKey, publicKey: createPublicKey(privateKey) };
  }
}

/** A new RSA key; making one takes some tenths of a second. */
export async function makeSigningKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: MODULUS_BITS });
  return {
    id: thumbprint(publicKey),
    privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }) as string,
    createdAt: new Date(),
  };
}

/** RFC 7638: the members that make the key, in the order of their names. */
function thumbprint(key: KeyObject): string {
  const { e, kty, n } = key.export({ format: 'jwk' });
  return createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url');
}
