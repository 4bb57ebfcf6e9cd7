import { beforeEach, describe, expect, it } from 'vitest';

import { Problem } from '#libs/api/errors.js';

import { RefusalPace } from './refusal-pace.js';

describe('RefusalPace', () => {
  let now: number;
  let waits: number[];
  let pace: RefusalPace;
  beforeEach(() => {
    now = 1_000_000;
    waits = [];
    pace = new RefusalPace(
      async (ms) => waits.push(ms),
      () => now,
    );
  });

  const tooMany = new Problem('RATE_LIMITED', 'Too many.');
  async function refuse(address: string, count: number, problem = tooMany): Promise<void> {
    for (let n = 0; n < count; n++) await expect(pace.keep(address, () => Promise.reject(problem))).rejects.toBe(problem);
  }

  it('answers twenty refusals of a site at once, and the others 50 ms after one another', async () => {
    await refuse('192.0.2.1', 23);
    expect(waits).toEqual([50, 100, 150]);
  });

  it('makes nobody wait for the refusals of another site, and a site for those of all its networks', async () => {
    await refuse('2001:db8:1:1::1', 20);
    await refuse('2001:db8:1:2::1', 1);
    expect(waits).toEqual([50]);
    await refuse('192.0.2.2', 20);
    expect(waits).toEqual([50]);
  });

  it('forgets refusals as time passes', async () => {
    await refuse('192.0.2.1', 20);
    now += 100;
    await refuse('192.0.2.1', 3);
    expect(waits).toEqual([50]);
    now += 10_000;
    await refuse('192.0.2.1', 20);
    expect(waits).toEqual([50]);
    now += 10_000;
    await refuse('192.0.2.2', 1);
    expect((pace as unknown as { due: Map<string, number> }).due.size).toBe(1);
  });

  it('lets no refusal wait longer than five seconds, however many come', async () => {
    await refuse('192.0.2.1', 1_000);
    expect(Math.max(...waits)).toBe(5_000);
    // And none of a later hour for these.
    now += 5_000 + 20 * 50;
    waits.length = 0;
    await refuse('192.0.2.1', 20);
    expect(waits).toEqual([]);
  });

  it('delays a full queue, but no answer of another kind', async () => {
    await refuse('192.0.2.1', 21, new Problem('UNAVAILABLE', 'Full.'));
    await refuse('192.0.2.1', 30, new Problem('BAD_CREDENTIALS', 'Wrong.'));
    for (let n = 0; n < 30; n++) expect(await pace.keep('192.0.2.1', async () => n)).toBe(n);
    expect(waits).toEqual([50]);
  });
});
