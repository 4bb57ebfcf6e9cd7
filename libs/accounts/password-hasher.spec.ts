import { describe, expect, it } from 'vitest';

import { PasswordHasher } from './password-hasher.js';

describe('PasswordHasher', () => {
  it('has a bounded queue', async () => {
    const hasher = new PasswordHasher();
    const passwordHash = await hasher.hash('right');
    let running = 0;
    let most = 0;
    const limited = async (isRight: () => Promise<boolean>) => {
      most = Math.max(most, ++running);
      const right = await isRight();
      running--;
      return right;
    };
    const guesses = Array.from({ length: 8 }, () => hasher.isRight({ passwordHash, password: 'wrong', limited }));
    expect(await Promise.all(guesses)).toEqual(Array.from({ length: 8 }, () => false));
    expect(most).toBe(2);
  });

  it('never accepts a password for an unknown account', async () => {
    const hasher = new PasswordHasher();
    expect(await hasher.isRight({ passwordHash: undefined, password: '', limited: (isRight) => isRight() })).toBe(false);
  });
});
