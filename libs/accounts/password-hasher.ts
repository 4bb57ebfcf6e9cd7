import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';

import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';

import { Semaphore } from '#libs/concurrency/semaphore.js';
import { Problem } from '#libs/api/errors.js';

/** Parameters of argon2id (the library's default algorithm), as the OWASP password storage cheat sheet recommends; memory in KiB. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * How many hashes run at a time on a machine with so many cores: one core is left for everything else, since the threads of hashes have the
 * priority of the requests, and decoders less. They are of libuv's pool of four, which file access needs too, and each takes 19 MiB.
 */
export function hashesAtOnce(cores: number): number {
  return Math.min(2, Math.max(1, cores - 1));
}

/** At about 20 ms for a hash, the last in the queue waits for less than three seconds. */
const MAX_WAITING = 128;
/** Of one client, so that none fills the queue. */
const MAX_WAITING_OF_CALLER = 32;
/** Of one account or share, from wherever they come. Guesses of one password are verified one after the other. */
const MAX_OF_TARGET = 16;

export interface Guess {
  /** undefined for an unknown account: a decoy hash is verified, which takes as long and fails. */
  passwordHash: string | undefined;
  password: string;
  /** Whose password it is: an account, or a device of it with a budget of its own, or a share. */
  target: string;
  /** The client: a device that is known, or the network it came from. Hashes for several clients run by turns. */
  caller: string;
  /** Runs the verification under the caller's rate limits, once the semaphore admits it. May throw instead. */
  limited: (isRight: () => Promise<boolean>) => Promise<boolean>;
}

/** Hashes and verifies passwords, a few at a time. */
@Injectable()
export class PasswordHasher {
  private readonly semaphore = new Semaphore({
    permits: hashesAtOnce(availableParallelism()),
    maxQueued: MAX_WAITING,
    maxQueuedOfCaller: MAX_WAITING_OF_CALLER,
    refusal: tooManyLogIns,
  });
  /** How many guesses of each password are waiting or running. */
  private readonly guesses = new Map<string, number>();
  private readonly decoy = unusablePassword();

  /** Returns a PHC string with a new salt. @param caller the account or client for which it is made */
  async hash(password: string, caller: string): Promise<string> {
    return this.semaphore.run(() => hash(canonical(password), COST), caller);
  }

  /** Returns whether the guess is right. `limited` runs inside the semaphore, so that simultaneous guesses cannot exceed a rate limit. */
  async isRight({ passwordHash, password, target, caller, limited }: Guess): Promise<boolean> {
    const verified = async () => (await verify(passwordHash ?? this.decoy, canonical(password))) && passwordHash !== undefined;
    const before = this.guesses.get(target) ?? 0;
    if (before >= MAX_OF_TARGET) throw tooManyLogIns();
    this.guesses.set(target, before + 1);
    try {
      return await this.semaphore.run(() => limited(verified), caller);
    } finally {
      const left = this.guesses.get(target)! - 1;
      if (left > 0) this.guesses.set(target, left);
      else this.guesses.delete(target);
    }
  }
}

/** The refusal when the queue for log-in or sign-up is full. */
export function tooManyLogIns(): Problem {
  return new Problem('UNAVAILABLE', 'Too many people log in right now. Try again in a few seconds.', { retryAfter: 5 });
}

/** Returns a valid hash of no known password. Verifying it takes as long as verifying a real one. */
export function unusablePassword(): string {
  const { memoryCost, timeCost, parallelism } = COST;
  return `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$${randomBase64(16)}$${randomBase64(32)}`;
}

/** Random bytes in the encoding of PHC strings: base64 without padding. */
function randomBase64(bytes: number): string {
  return randomBytes(bytes).toString('base64').replaceAll('=', '');
}

/** Keyboards send the same letter composed or decomposed, so compare in NFC (RFC 8265, OpaqueString). */
function canonical(password: string): string {
  return password.normalize('NFC');
}
