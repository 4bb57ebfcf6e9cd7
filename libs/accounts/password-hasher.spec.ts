import { describe, expect, it } from 'vitest';

import { PasswordHasher } from './password-hasher.js';

const nothing = async () => undefined;

describe('PasswordHasher', () => {
  it('makes room for nothing but a bounded queue', async () => {
    const hasher = new PasswordHasher();
    const passwordHash = await hasher.hash('right');
    let running = 0;
    let most = 0;
    const admit = async () => {
      most = Math.max(most, ++running);
    };
    const failed = async () => {
      running--;
    };
    const guesses = Array.from({ length: 8 }, () => hasher.isRight({ passwordHash, password: 'wrong', admit, failed }));
    expect(await Promise.all(guesses)).toEqual(Array.from({ length: 8 }, () => false));
    expect(most).toBe(2);
  });

  it('never takes the decoy for an account', async () => {
    const hasher = new PasswordHasher();
    expect(await hasher.isRight({ passwordHash: undefined, password: '', admit: nothing, failed: nothing })).toBe(false);
  });
});
