import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Invite, SessionRepository } from './session-repository.js';

const day = (n: number) => new Date(Date.UTC(2026, 0, n));

/** What every session repository does with invitations. */
export function inviteContract(name: string, open: () => Promise<{ sessions: SessionRepository; close: () => Promise<void> }>): void {
  describe(`${name} keeps invitations, which`, () => {
    let sessions: SessionRepository;
    let close: () => Promise<void>;
    beforeAll(async () => ({ sessions, close } = await open()));
    afterAll(async () => close());

    async function inserted(given: Partial<Invite> = {}): Promise<Invite> {
      const one = { tokenHash: `hash-${randomUUID()}`, createdAt: day(1), expiresAt: day(9), usedAt: null, ...given };
      await sessions.insertInvite(one);
      return one;
    }

    it('are found by their hash, ended and used ones too', async () => {
      const [one, used] = [await inserted(), await inserted({ expiresAt: day(2), usedAt: day(2) })];
      expect(await sessions.findInvite(one.tokenHash)).toEqual(one);
      expect(await sessions.findInvite(used.tokenHash)).toEqual(used);
      expect(await sessions.findInvite('other')).toBeNull();
      await expect(inserted({ tokenHash: one.tokenHash })).rejects.toThrow();
    });

    it('are used once, by one of twenty at once', async () => {
      const [one, other] = [await inserted(), await inserted()];
      const takes = await Promise.all(Array.from({ length: 20 }, () => sessions.takeInvite(one.tokenHash, day(3))));
      expect(takes.filter(Boolean)).toHaveLength(1);
      expect(await sessions.findInvite(one.tokenHash)).toEqual({ ...one, usedAt: day(3) });
      expect(await sessions.findInvite(other.tokenHash)).toEqual(other);
    });

    it('are of no use from their end on, nor when they are not there', async () => {
      const one = await inserted();
      expect(await sessions.takeInvite(one.tokenHash, day(9))).toBe(false);
      expect(await sessions.takeInvite('other', day(3))).toBe(false);
      expect(await sessions.findInvite(one.tokenHash)).toEqual(one);
    });

    it('are listed while they can be used, the first to end first', async () => {
      const ends = (await sessions.listInvites(day(20))).length;
      const [late, soon, used] = [
        await inserted({ expiresAt: day(25) }),
        await inserted({ expiresAt: day(22) }),
        await inserted({ expiresAt: day(23) }),
      ];
      await sessions.takeInvite(used.tokenHash, day(3));
      expect(ends).toBe(0);
      expect(await sessions.listInvites(day(20))).toEqual([soon, late]);
      expect(await sessions.listInvites(day(22))).toEqual([late]);
    });

    it('are withdrawn, unless they were used', async () => {
      const [one, used, other] = [await inserted(), await inserted(), await inserted()];
      await sessions.takeInvite(used.tokenHash, day(3));
      expect(await sessions.removeInvite(one.tokenHash)).toBe(true);
      expect(await sessions.removeInvite(one.tokenHash)).toBe(false);
      expect(await sessions.removeInvite(used.tokenHash)).toBe(false);
      expect(await sessions.takeInvite(one.tokenHash, day(3))).toBe(false);
      expect(await sessions.findInvite(used.tokenHash)).toEqual({ ...used, usedAt: day(3) });
      expect(await sessions.findInvite(other.tokenHash)).toEqual(other);
    });

    it('come back from who took them, and from nobody else', async () => {
      const one = await inserted();
      await sessions.takeInvite(one.tokenHash, day(3));
      await sessions.returnInvite(one.tokenHash, day(4));
      expect(await sessions.takeInvite(one.tokenHash, day(5))).toBe(false);
      await sessions.returnInvite(one.tokenHash, day(3));
      expect(await sessions.findInvite(one.tokenHash)).toEqual(one);
      expect(await sessions.takeInvite(one.tokenHash, day(5))).toBe(true);
    });

    it('are looked for by texts only, never by what an object in their place says', async () => {
      const one = await inserted();
      const any = { $ne: 'x' } as unknown as string;
      await expect(sessions.findInvite(any)).rejects.toThrow();
      await expect(sessions.takeInvite(any, day(3))).rejects.toThrow();
      await expect(sessions.returnInvite(any, day(3))).rejects.toThrow();
      await expect(sessions.removeInvite(any)).rejects.toThrow();
      expect(await sessions.findInvite(one.tokenHash)).toEqual(one);
    });

    it('are forgotten once they ended, used or not', async () => {
      const rows = [await inserted({ expiresAt: day(2) }), await inserted({ expiresAt: day(2), usedAt: day(1) }), await inserted()];
      await sessions.forget(day(3), day(1));
      const left = await Promise.all(rows.map(({ tokenHash }) => sessions.findInvite(tokenHash)));
      expect(left).toEqual([null, null, rows[2]]);
    });
  });
}
