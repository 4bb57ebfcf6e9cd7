import { setImmediate } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { knownGuessLimits, logInLimits, RateLimits, shareGuessLimits, signUpLimits, strangerGuessLimits } from './rate-limits.js';
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
    const limit = strangerGuessLimits('ada', '192.0.2.1');
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
      const limit = strangerGuessLimits(`person ${n}`, '192.0.2.1');
      return all.guess(limit, async () => n % 8 === 0);
    });
    const answers = codes(await Promise.allSettled(guesses));
    expect(answers.filter((answer) => answer === false)).toHaveLength(50);
    expect(answers.filter((answer) => answer === true)).toHaveLength(8);
  });

  it('continues after a guess that threw, and does not delay guesses under other limits', async () => {
    const all = limits();
    const limit = knownGuessLimits('ada', 'laptop');
    const stuck = Promise.withResolvers<boolean>();
    const first = all.guess(limit, () => stuck.promise);
    const second = all.guess(limit, async () => true);
    expect(await all.guess(knownGuessLimits('eve', 'phone'), async () => true)).toBe(true);
    stuck.reject(new Error('no memory'));
    await expect(first).rejects.toThrow('no memory');
    expect(await second).toBe(true);
  });

  it('lets a right guess in on a full disk, and counts it', async () => {
    const all = limits({ full: true });
    const right = logInLimits('ada', '192.0.2.1');
    for (let n = 0; n < 60; n++) expect(await all.guess([], async () => true, right)).toBe(true);
    await expect(all.guess([], async () => true, right)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  });

  it('applies the limits while the database cannot store failed guesses', async () => {
    const all = limits({ full: true });
    const limit = strangerGuessLimits('ada', '192.0.2.1');
    for (let n = 0; n < 10; n++) await expect(all.guess(limit, async () => false)).rejects.toThrow(RepositoryFull);
    await expect(all.guess(limit, async () => true)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect(await all.guess(knownGuessLimits('eve', 'phone'), async () => true)).toBe(true);
  });

  it('counts right guesses under limits of their own', async () => {
    const all = limits();
    const [ofWrong, ofRight] = [strangerGuessLimits('ada', '192.0.2.1'), logInLimits('ada', '192.0.2.1')];
    const answers = await Promise.allSettled(Array.from({ length: 61 }, () => all.guess(ofWrong, async () => true, ofRight)));
    expect(codes(answers)).toEqual([...Array.from({ length: 60 }, () => true), 'RATE_LIMITED']);
    expect(await all.guess(strangerGuessLimits('ada', '192.0.2.1'), async () => true)).toBe(true);
    expect(await all.guess(ofWrong, async () => true, logInLimits('ada', '192.0.2.2'))).toBe(true);
  });

  it('remembers the latest 10,000 guesses that the database cannot store', async () => {
    const all = limits({ full: true });
    for (let n = 0; n < 5; n++) await expect(all.note([{ key: 'old', max: 5, window: 60_000 }])).rejects.toThrow();
    await expect(all.admit([{ key: 'old', max: 5, window: 60_000 }])).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    const others = Array.from({ length: 9996 }, (_, n) => ({ key: `other ${n}`, max: 1, window: 60_000 }));
    await expect(all.note(others)).rejects.toThrow();
    await setImmediate();
    await all.admit([{ key: 'old', max: 5, window: 60_000 }]);
    await expect(all.admit([{ key: 'old', max: 4, window: 60_000 }])).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  });
});

describe('the limits', () => {
  const bounds = (list: readonly { key: string; max: number }[]) => Object.fromEntries(list.map(({ key, max }) => [key, max]));

  it('are larger for larger networks', () => {
    expect(bounds(signUpLimits('2001:db8:1:2345::1'))).toEqual({
      'sign-up:2001:db8:1:2345::/64': 100,
      'sign-up:2001:db8:1:2300::/56': 200,
      'sign-up:2001:db8:1::/48': 400,
    });
    expect(bounds(strangerGuessLimits('ada', '::ffff:192.0.2.1'))).toEqual({ 'guess-of:ada': 10, 'guess-from:192.0.2.1': 50 });
  });

  it('of a link are for a visitor, and larger for all', () => {
    expect(bounds(shareGuessLimits('link', '192.0.2.1'))).toEqual({
      'guess-of:link:192.0.2.1': 10,
      'guess-of:link': 100,
      'guess-from:192.0.2.1': 50,
    });
  });
});
