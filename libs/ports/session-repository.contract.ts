import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { day, sessionRow } from './auth-fixture.contract.js';
import type { OpenedAuth } from './databases.contract.js';
import type { Session, SessionRepository } from './session-repository.js';

/** Every `SessionRepository` passes this suite. */
export function sessionRepositoryContract(name: string, open: () => Promise<OpenedAuth>): void {
  describe(`${name} stores sessions, which`, () => {
    let sessions: SessionRepository;
    let close: () => Promise<void>;
    beforeAll(async () => {
      const opened = await open();
      ({ sessions } = opened.database);
      ({ close } = opened);
    });
    afterAll(async () => close());

    const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

    async function inserted(userId: string, given: Partial<Session> = {}): Promise<Session> {
      const one = sessionRow(userId, given);
      await sessions.insert(one);
      return one;
    }

    it('are found by the hash of their token, also when expired', async () => {
      const one = await inserted('ada', { expiresAt: new Date(0) });
      expect(await sessions.find(one.tokenHash)).toEqual(one);
      expect(await sessions.find('other')).toBeNull();
    });

    it('have unique tokens', async () => {
      const one = await inserted('ada');
      await expect(inserted('bob', { tokenHash: one.tokenHash })).rejects.toThrow();
      expect(await sessions.find(one.tokenHash)).toEqual(one);
    });

    it('are listed by last use, newest first', async () => {
      const [a, b, c] = [2, 3, 1].map((n) => sessionRow('list', { lastUsedAt: day(n) }));
      for (const one of [a!, b!, c!]) await sessions.insert(one);
      expect(ids(await sessions.list('list'))).toEqual([b!.id, a!.id, c!.id]);
      expect(await sessions.list('nobody')).toEqual([]);
    });

    it('are listed by id when their last use is the same', async () => {
      const used = ['b', 'a', 'c'].map((id) => sessionRow('ties', { id: `ties-${id}`, device: '' }));
      for (const one of used) await sessions.insert(one);
      expect(await sessions.list('ties')).toEqual([used[2], used[0], used[1]]);
    });

    it('refuse objects instead of texts', async () => {
      const one = await inserted('object');
      const any = { $ne: 'x' } as unknown as string;
      await expect(sessions.find(any)).rejects.toThrow();
      await expect(sessions.removeAll(any)).rejects.toThrow();
      await expect(sessions.removeAll('object', any)).rejects.toThrow();
      await expect(sessions.remove(any, one.id)).rejects.toThrow();
      expect(await sessions.find(one.tokenHash)).toEqual(one);
    });

    it('accept twenty concurrent uses, and one of twenty concurrent removals', async () => {
      const one = await inserted('rush');
      const uses = Array.from({ length: 20 }, (_, i) => sessions.touch(one.id, day(2 + i), day(30)));
      expect(await Promise.all(uses)).toEqual(Array(20).fill(true));
      const ends = await Promise.all(Array.from({ length: 20 }, () => sessions.remove('rush', one.id)));
      expect(ends.filter(Boolean)).toHaveLength(1);
    });

    it('get a new expiry when used, as long as they exist', async () => {
      const one = await inserted('touch');
      expect(await sessions.touch(one.id, day(5), day(35))).toBe(true);
      expect(await sessions.find(one.tokenHash)).toEqual({ ...one, lastUsedAt: day(5), expiresAt: day(35) });
      await sessions.remove('touch', one.id);
      expect(await sessions.touch(one.id, day(6), day(36))).toBe(false);
      expect(await sessions.find(one.tokenHash)).toBeNull();
    });

    it('are removed by their own user only', async () => {
      const one = await inserted('own');
      expect(await sessions.remove('thief', one.id)).toBe(false);
      expect(await sessions.find(one.tokenHash)).toEqual(one);
      expect(await sessions.remove('own', one.id)).toBe(true);
      expect(await sessions.remove('own', one.id)).toBe(false);
    });

    it('are removed together, except one', async () => {
      const [a, b, c] = [await inserted('all'), await inserted('all'), await inserted('all')];
      const other = await inserted('another');
      expect(await sessions.removeAll('all', b.id)).toBe(2);
      expect(ids(await sessions.list('all'))).toEqual([b.id]);
      expect(await sessions.removeAll('all')).toBe(1);
      expect(await sessions.removeAll('all')).toBe(0);
      expect(await Promise.all([a, c].map(({ tokenHash }) => sessions.find(tokenHash)))).toEqual([null, null]);
      expect(await sessions.find(other.tokenHash)).toEqual(other);
    });
  });
}
