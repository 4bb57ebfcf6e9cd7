import { randomBytes } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';

import { Semaphore } from '#libs/concurrency/semaphore.js';

/** argon2id, which is the library's default, at OWASP's first recommendation: memory in KiB, passes, lanes. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes run on the pool of four threads that files need too, and each takes 19 MiB. */
const AT_ONCE = 2;
/** At some 30 ms a hash, the last one waits two seconds. */
const MAX_WAITING = 128;

export interface Guess {
  /** Undefined when there is no such account: then a decoy is verified, which takes as long and fails. */
  passwordHash: string | undefined;
  password: string;
  /** Runs the verification, under whatever limits there are, when its turn has come; may throw in its place. */
  limited: (isRight: () => Promise<boolean>) => Promise<boolean>;
}

/** The one place where passwords are hashed. */
@Injectable()
export class PasswordHasher {
  private readonly gate = new Semaphore(AT_ONCE, MAX_WAITING);
  private readonly decoy = unusablePassword();

  /** A PHC string with a salt of its own. */
  async hash(password: string): Promise<string> {
    return this.gate.run(() => hash(canonical(password), COST));
  }

  /** Whether the guess is right. Limits are looked at, and failures noted, within the gate: many guesses at once slip past no limit. */
  async isRight({ passwordHash, password, limited }: Guess): Promise<boolean> {
    const verified = async () => (await verify(passwordHash ?? this.decoy, canonical(password))) && passwordHash !== undefined;
    return this.gate.run(() => limited(verified));
  }
}

/** Looks like the hash of a password, and takes as long to be verified, while nobody can know what it would be the hash of. */
export function unusablePassword(): string {
  const { memoryCost, timeCost, parallelism } = COST;
  return `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$${randomText(16)}$${randomText(32)}`;
}

/** So many bytes as a PHC string writes them: base64 without its padding. */
function randomText(bytes: number): string {
  return randomBytes(bytes).toString('base64').replaceAll('=', '');
}

/** One person's keyboards send the same letters composed or not (RFC 8265, OpaqueString). */
function canonical(password: string): string {
  return password.normalize('NFC');
}
