import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import type { SecretOrKeyProvider } from 'passport-jwt';

import { KEYS_MAX_AGE, keysNow, makeFirstKey } from '#libs/accounts/signing-keys.js';
import { Problem } from '#libs/api/errors.js';
import { ISSUER, TOKEN_LIFETIME, TOKEN_TYPE, type InnerClaims } from '#libs/http/identity.js';
import type { Logger } from '#libs/http/log.js';
import { SigningKeyRepository, type SigningKey } from '#libs/ports/signing-key-repository.js';

import { LOGGER } from '../resources/auth-resources.js';

const ALGORITHM = 'RS256';
const RETRY_AFTER = 2;

interface KeyPair extends SigningKey {
  signs: KeyObject;
  verifies: KeyObject;
}

/**
 * The keys that sign inner tokens, the same in every auth process: the first is created at the first start, more by `rotate-keys`. They are
 * read again when a token is to be signed and they are older than `KEYS_MAX_AGE`, and for a key id that is not among them.
 */
@Injectable()
export class SigningKeys implements OnModuleInit {
  private keys: readonly KeyPair[] = [];
  private readAt = -Infinity;
  private reading: Promise<readonly KeyPair[]> | undefined;

  constructor(
    private readonly signingKeys: SigningKeyRepository,
    private readonly jwt: JwtService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Reads the keys while the other modules start. An error is thrown by the first call that needs one. */
  onModuleInit(): void {
    this.recent().catch(() => undefined);
  }

  /** Returns an inner token: a JWT that one service accepts for `TOKEN_LIFETIME` seconds (RFC 9068). @throws RepositoryUnavailable */
  async sign(claims: InnerClaims, audience: 'auth' | 'media'): Promise<string> {
    const { id, signs } = keysNow(await this.recent()).signing;
    return this.jwt.signAsync(claims, {
      privateKey: signs,
      algorithm: ALGORITHM,
      header: { alg: ALGORITHM, typ: TOKEN_TYPE, kid: id },
      issuer: ISSUER,
      audience,
      expiresIn: TOKEN_LIFETIME,
    });
  }

  /** Returns the public halves as a JSON Web Key Set (RFC 7517), read now: it is asked for keys that are new. @throws RepositoryUnavailable */
  async jwks() {
    const { verifying } = keysNow(await this.read());
    return { keys: verifying.map(({ id, verifies }) => ({ ...verifies.export({ format: 'jwk' }), kid: id, use: 'sig', alg: ALGORITHM })) };
  }

  /** Finds the key for passport-jwt. The `kid` of the token is compared and never used as a path or a query. */
  readonly provider: SecretOrKeyProvider = (_request, jwt: string, done) => {
    const kid = this.jwt.decode<{ header: { kid?: string } } | null>(jwt, { complete: true })?.header.kid;
    this.find(kid).then((key) => {
      // jsonwebtoken takes a KeyObject, which need not be parsed again; the types of passport-jwt don't say so.
      if (key) done(null, key.verifies as unknown as Buffer);
      else done(new Error('no such key'));
    }, done);
  };

  /** @throws Problem UNAVAILABLE when the keys can't be read: a token may be valid whose key is not known */
  private async find(kid: string | undefined): Promise<KeyPair | undefined> {
    const among = (keys: readonly KeyPair[]) => keys.find(({ id }) => id === kid);
    try {
      // A key that was made this moment is in no list that was read before.
      return among(await this.recent()) ?? among(await this.read());
    } catch (cause) {
      const known = among(this.keys);
      if (known) return known;
      throw new Problem('UNAVAILABLE', 'Your login can’t be checked right now. Try again in a moment.', { retryAfter: RETRY_AFTER, cause });
    }
  }

  /** The keys as they were at most `KEYS_MAX_AGE` ago. Concurrent calls share one reading; after an error the next call tries again. */
  private async recent(): Promise<readonly KeyPair[]> {
    // By the wall clock: the monotonic one stands still while a machine is suspended.
    if (Math.abs(Date.now() - this.readAt) <= KEYS_MAX_AGE) return this.keys;
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async read(): Promise<readonly KeyPair[]> {
    const since = Date.now();
    const { verifying, ended } = keysNow(await this.signingKeys.findOrInsert(makeFirstKey));
    this.keys = verifying.map((key) => ({ ...(this.keys.find(({ id }) => id === key.id) ?? keyPair(key)), ...key }));
    this.readAt = since;
    if (ended.length > 0) await this.remove(ended.map(({ id }) => id));
    return this.keys;
  }

  /** Removes keys that a rotation replaced. They are not used any more, so one that can't be removed now is removed the next time. */
  private async remove(ids: readonly string[]): Promise<void> {
    try {
      await this.signingKeys.remove(ids);
      this.logger.info({ keys: ids }, 'signing keys were removed: no token that they signed is valid any more');
    } catch (error) {
      this.logger.warn({ err: error }, 'signing keys that have ended could not be removed');
    }
  }
}

function keyPair({ privateKey }: SigningKey): Pick<KeyPair, 'signs' | 'verifies'> {
  const signs = createPrivateKey(privateKey);
  return { signs, verifies: createPublicKey(signs) };
}
