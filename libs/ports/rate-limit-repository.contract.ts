import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { day } from './auth-fixture.contract.js';
import type { OpenedAuth, OpenedMedia } from './databases.contract.js';
import type { RateLimitRepository } from './rate-limit-repository.js';

/** Every `RateLimitRepository` passes this suite, in either database. */
export function rateLimitRepositoryContract(name: string, open: () => Promise<OpenedAuth | OpenedMedia>): void {
  describe(`${name} is a rate-limit repository`, () => {
    let rateLimits: RateLimitRepository;
    let close: () => Promise<void>;
    beforeAll(async () => {
      const opened = await open();
      ({ rateLimits } = opened.database);
      ({ close } = opened);
    });
    afterAll(async () => close());

    it('counts the events of a key since a time, inclusive', async () => {
      expect(await rateLimits.countEvents('guess:ada', day(1))).toEqual({ count: 0, oldest: null });
      for (const at of [day(3), day(2), day(4), day(4)]) await rateLimits.noteEvent('guess:ada', at);
      await rateLimits.noteEvent('guess:bob', day(3));
      expect(await rateLimits.countEvents('guess:ada', day(1))).toEqual({ count: 4, oldest: day(2) });
      expect(await rateLimits.countEvents('guess:ada', day(3))).toEqual({ count: 3, oldest: day(3) });
      expect(await rateLimits.countEvents('guess:ada', day(5))).toEqual({ count: 0, oldest: null });
    });

    it('loses none of a hundred concurrent events', async () => {
      await Promise.all(Array.from({ length: 100 }, () => rateLimits.noteEvent('storm', day(20))));
      expect((await rateLimits.countEvents('storm', day(20))).count).toBe(100);
    });

    it('forgetEvents deletes older events of all keys and returns how many', async () => {
      const key = 'forget';
      expect(await rateLimits.countEvents(key, day(0))).toEqual({ count: 0, oldest: null });
      for (const at of [2, 1, 3]) await rateLimits.noteEvent(key, day(at));
      await rateLimits.noteEvent(`${key}-other`, day(1));
      expect(await rateLimits.countEvents(key, day(0))).toEqual({ count: 3, oldest: day(1) });
      expect(await rateLimits.countEvents(key, day(2))).toEqual({ count: 2, oldest: day(2) });
      expect(await rateLimits.forgetEvents(day(2))).toBe(2);
      expect(await rateLimits.countEvents(key, day(0))).toEqual({ count: 2, oldest: day(2) });
    });
  });
}
