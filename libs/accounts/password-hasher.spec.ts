import { availableParallelism } from 'node:os';

import { describe, expect, it } from 'vitest';

import { hashesAtOnce, PasswordHasher, unusablePassword } from './password-hasher.js';

const AT_ONCE = hashesAtOnce(availableParallelism());

it('leaves a core for everything else, and runs two hashes at most', () => {
  expect([1, 2, 3, 4, 64].map(hashesAtOnce)).toEqual([1, 1, 2, 2, 2]);
});

describe('PasswordHasher', () => {
  it('has a bounded queue', async () => {
    const hasher = new PasswordHasher();
    const passwordHash = await hasher.hash('right', 'ada');
    let running = 0;
    let most = 0;
    const limited = async (isRight: () => Promise<boolean>) => {
      most = Math.max(most, ++running);
      const right = await isRight();
      running--;
      return right;
    };
    const guesses = Array.from({ length: 8 }, () =>
      hasher.isRight({ target: 'ada', caller: 'ada', passwordHash, password: 'wrong', limited }),
    );
    expect(await Promise.all(guesses)).toEqual(Array.from({ length: 8 }, () => false));
    expect(most).toBe(AT_ONCE);
  });

  it('refuses a guess when 128 wait for those that run, or 32 of the same caller', async () => {
    const hasher = new PasswordHasher();
    const held = Promise.withResolvers<boolean>();
    let guesses = 0;
    const guess = (caller: string, target = `account ${guesses++}`) =>
      hasher.isRight({ target, caller, passwordHash: undefined, password: '', limited: () => held.promise });
    const admitted = Array.from({ length: AT_ONCE + 32 }, () => guess('ada'));
    const refused = [guess('ada')];
    for (const caller of ['bea', 'cleo', 'dora']) admitted.push(...Array.from({ length: 32 }, () => guess(caller)));
    refused.push(guess('eve'));
    const outcomes = Promise.allSettled(refused);
    held.resolve(false);
    for (const outcome of await outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'UNAVAILABLE' } });
    expect(new Set(await Promise.all(admitted))).toEqual(new Set([false]));
  });

  it('refuses the 17th guess of one password at a time, from wherever it comes', async () => {
    const hasher = new PasswordHasher();
    const held = Promise.withResolvers<boolean>();
    const guess = (caller: string, target: string) =>
      hasher.isRight({ target, caller, passwordHash: undefined, password: '', limited: () => held.promise });
    const admitted = Array.from({ length: 16 }, (_, n) => guess(`address ${n}`, 'ada'));
    await expect(guess('another address', 'ada')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    admitted.push(guess('another address', 'eve'));
    held.resolve(false);
    await Promise.all(admitted);
    expect(await guess('another address', 'ada')).toBe(false);
  });

  it('hashes with argon2id at the cost that OWASP recommends, also the decoy', async () => {
    const cost = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/;
    expect([await new PasswordHasher().hash('right', 'ada'), unusablePassword()]).toEqual([
      expect.stringMatching(cost),
      expect.stringMatching(cost),
    ]);
  });

  it('takes a letter that is composed, and the same in two parts, for the same', async () => {
    const hasher = new PasswordHasher();
    const passwordHash = await hasher.hash('caf\u00e9', 'ada');
    expect(
      await hasher.isRight({ target: 'ada', caller: 'ada', passwordHash, password: 'cafe\u0301', limited: (isRight) => isRight() }),
    ).toBe(true);
  });

  it('never accepts a password for an unknown account', async () => {
    const hasher = new PasswordHasher();
    expect(
      await hasher.isRight({ target: 'ada', caller: 'ada', passwordHash: undefined, password: '', limited: (isRight) => isRight() }),
    ).toBe(false);
  });
});
