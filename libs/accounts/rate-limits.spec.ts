import { setImmediate } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { accountGuessLimit, addressGuessLimit, RateLimits } from './rate-limits.js';
import { RepositoryFull } from '#libs/ports/errors.js';

/** Rate limits over a repository that answers asynchronously, as a database does. */
function limits({ full = false } = {}) {
  const noted: { key: string; at: Date }[] = [];
  return new RateLimits({
    async noteEvent(key, at) {
      await setImmediate();
      if (full) throw new RepositoryFull('The disk is full.');
      noted.push({ key, at });
    },
    async countEvents(key, since) {
      await setImmediate();
      const found = noted.filter((event) => event.key === key && event.at >= since);
      return { count: found.length, oldest: found[0]?.at ?? null };
    },
    forgetEvents: () => Promise.reject(new Error('not part of a guess')),
  });
}

const codes = (settled: PromiseSettledResult<boolean>[]) =>
  settled.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as { code: string }).code));

describe('RateLimits.guess', () => {
  it('accepts exactly the limit of simultaneous wrong guesses', async () => {
    const limit = [accountGuessLimit('ada'), addressGuessLimit('192.0.2.1')];
    const all = limits();
    let verified = 0;
    const wrong = async () => {
      await setImmediate();
      verified++;
      return false;
    };
    const answers = codes(await Promise.allSettled(Array.from({ length: 30 }, () => all.guess(limit, wrong))));
    expect(verified).toBe(10);
    expect(answers).toEqual([...Array.from({ length: 10 }, () => false), ...Array.from({ length: 20 }, () => 'RATE_LIMITED')]);
  });

  it('applies each of several limits, and counts no right guess', async () => {
    const all = limits();
    const guesses = Array.from({ length: 70 }, (_, n) => {
      const limit = [accountGuessLimit(`person ${n}`), addressGuessLimit('192.0.2.1')];
      return all.guess(limit, async () => n % 8 === 0);
    });
    const answers = codes(await Promise.allSettled(guesses));
    expect(answers.filter((answer) => answer === false)).toHaveLength(50);
    expect(answers.filter((answer) => answer === true)).toHaveLength(8);
  });

  it('continues after a guess that threw, and does not delay guesses under other limits', async () => {
    const all = limits();
    const limit = [accountGuessLimit('ada')];
    const stuck = Promise.withResolvers<boolean>();
    const first = all.guess(limit, () => stuck.promise);
    const second = all.guess(limit, async () => true);
    expect(await all.guess([accountGuessLimit('eve')], async () => true)).toBe(true);
    stuck.reject(new Error('no memory'));
    await expect(first).rejects.toThrow('no memory');
    expect(await second).toBe(true);
  });

  it('applies the limits while the database cannot store failed guesses', async () => {
    const all = limits({ full: true });
    const limit = [accountGuessLimit('ada'), addressGuessLimit('192.0.2.1')];
    for (let n = 0; n < 10; n++) await expect(all.guess(limit, async () => false)).rejects.toThrow(RepositoryFull);
    await expect(all.guess(limit, async () => true)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect(await all.guess([accountGuessLimit('eve')], async () => true)).toBe(true);
  });
});
