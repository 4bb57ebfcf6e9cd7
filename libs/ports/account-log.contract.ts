import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { AccountEvent, AccountLog } from './account-log.js';
import { day } from './auth-fixture.contract.js';
import type { OpenedAuth } from './databases.contract.js';

function event(userId: string, given: Partial<AccountEvent> = {}): AccountEvent {
  return { id: randomUUID(), userId, at: day(1), what: 'logged-in', address: '192.0.2.1', device: 'Firefox “ß”', detail: null, ...given };
}

/** Every `AccountLog` passes this suite. */
export function accountLogContract(name: string, open: () => Promise<OpenedAuth>): void {
  describe(`${name} stores the events of accounts, which`, () => {
    let log: AccountLog;
    let close: () => Promise<void>;
    beforeAll(async () => {
      const opened = await open();
      log = opened.database.accountLog;
      ({ close } = opened);
    });
    afterAll(async () => close());

    it('are listed newest first, with all fields, for their own account only', async () => {
      const events = [
        event('list', { at: day(2), what: 'token-created', detail: 'sync' }),
        event('list', { at: day(3), what: 'password-reset', address: null, device: '' }),
        event('list', { at: day(1) }),
      ];
      for (const one of [...events, event('other')]) await log.add(one, 10);
      expect(await log.list('list')).toEqual([events[1], events[0], events[2]]);
      expect(await log.list('nobody')).toEqual([]);
    });

    it('are listed by id when their time is the same', async () => {
      const events = ['b', 'a', 'c'].map((id) => event('ties', { id: `ties-${id}` }));
      for (const one of events) await log.add(one, 10);
      expect(await log.list('ties')).toEqual([events[2], events[0], events[1]]);
    });

    it('are bounded for each kind and account: the oldest are deleted', async () => {
      for (let n = 1; n <= 5; n++) await log.add(event('many', { at: day(n) }), 3);
      await log.add(event('many', { at: day(1), what: 'signed-up' }), 3);
      await log.add(event('few', { at: day(1) }), 3);
      expect((await log.list('many')).map(({ at, what }) => [at, what])).toEqual([
        [day(5), 'logged-in'],
        [day(4), 'logged-in'],
        [day(3), 'logged-in'],
        [day(1), 'signed-up'],
      ]);
      expect(await log.list('few')).toHaveLength(1);
    });

    it('are deleted by age, and all of an account together', async () => {
      for (const at of [day(20), day(21)]) await log.add(event('age', { at }), 10);
      expect(await log.forget(day(21))).toBeGreaterThan(0);
      expect((await log.list('age')).map(({ at }) => at)).toEqual([day(21)]);
      expect(await log.removeAll('age')).toBe(1);
      expect(await log.removeAll('age')).toBe(0);
    });

    it('refuse objects instead of texts', async () => {
      await log.add(event('object', { at: day(30) }), 10);
      const any = { $ne: 'x' } as unknown as string;
      await expect(log.list(any)).rejects.toThrow();
      await expect(log.removeAll(any)).rejects.toThrow();
      expect(await log.list('object')).toHaveLength(1);
    });
  });
}
