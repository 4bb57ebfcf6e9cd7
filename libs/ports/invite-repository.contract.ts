import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { day } from './auth-fixture.contract.js';
import type { OpenedAuth } from './databases.contract.js';
import type { Invite, InviteRepository } from './invite-repository.js';

/** Every `InviteRepository` passes this suite. */
export function inviteRepositoryContract(name: string, open: () => Promise<OpenedAuth>): void {
  describe(`${name} stores invitations, which`, () => {
    let invites: InviteRepository;
    let close: () => Promise<void>;
    beforeAll(async () => {
      const opened = await open();
      ({ invites } = opened.database);
      ({ close } = opened);
    });
    afterAll(async () => close());

    async function inserted(given: Partial<Invite> = {}): Promise<Invite> {
      const one = { tokenHash: `hash-${randomUUID()}`, createdAt: day(1), expiresAt: day(9), usedAt: null, ...given };
      await invites.insert(one);
      return one;
    }

    it('are found by their hash, also when expired or redeemed', async () => {
      const [one, used] = [await inserted(), await inserted({ expiresAt: day(2), usedAt: day(2) })];
      expect(await invites.find(one.tokenHash)).toEqual(one);
      expect(await invites.find(used.tokenHash)).toEqual(used);
      expect(await invites.find('other')).toBeNull();
      await expect(inserted({ tokenHash: one.tokenHash })).rejects.toThrow();
    });

    it('are redeemed by one of twenty concurrent calls', async () => {
      const [one, other] = [await inserted(), await inserted()];
      const takes = await Promise.all(Array.from({ length: 20 }, () => invites.redeem(one.tokenHash, day(3))));
      expect(takes.filter(Boolean)).toHaveLength(1);
      expect(await invites.find(one.tokenHash)).toEqual({ ...one, usedAt: day(3) });
      expect(await invites.find(other.tokenHash)).toEqual(other);
    });

    it('can not be redeemed when expired or missing', async () => {
      const one = await inserted();
      expect(await invites.redeem(one.tokenHash, day(9))).toBe(false);
      expect(await invites.redeem('other', day(3))).toBe(false);
      expect(await invites.find(one.tokenHash)).toEqual(one);
    });

    it('are listed while they can be redeemed, earliest expiry first', async () => {
      const ends = (await invites.list(day(20))).length;
      const [late, soon, used] = [
        await inserted({ expiresAt: day(25) }),
        await inserted({ expiresAt: day(22) }),
        await inserted({ expiresAt: day(23) }),
      ];
      await invites.redeem(used.tokenHash, day(3));
      expect(ends).toBe(0);
      expect(await invites.list(day(20))).toEqual([soon, late]);
      expect(await invites.list(day(22))).toEqual([late]);
    });

    it('are removed unless they were redeemed', async () => {
      const [one, used, other] = [await inserted(), await inserted(), await inserted()];
      await invites.redeem(used.tokenHash, day(3));
      expect(await invites.remove(one.tokenHash)).toBe(true);
      expect(await invites.remove(one.tokenHash)).toBe(false);
      expect(await invites.remove(used.tokenHash)).toBe(false);
      expect(await invites.redeem(one.tokenHash, day(3))).toBe(false);
      expect(await invites.find(used.tokenHash)).toEqual({ ...used, usedAt: day(3) });
      expect(await invites.find(other.tokenHash)).toEqual(other);
    });

    it('can be redeemed again after undoRedeem with the time of the redemption', async () => {
      const one = await inserted();
      await invites.redeem(one.tokenHash, day(3));
      await invites.undoRedeem(one.tokenHash, day(4));
      expect(await invites.redeem(one.tokenHash, day(5))).toBe(false);
      await invites.undoRedeem(one.tokenHash, day(3));
      expect(await invites.find(one.tokenHash)).toEqual(one);
      expect(await invites.redeem(one.tokenHash, day(5))).toBe(true);
    });

    it('refuse objects instead of texts', async () => {
      const one = await inserted();
      const any = { $ne: 'x' } as unknown as string;
      await expect(invites.find(any)).rejects.toThrow();
      await expect(invites.redeem(any, day(3))).rejects.toThrow();
      await expect(invites.undoRedeem(any, day(3))).rejects.toThrow();
      await expect(invites.remove(any)).rejects.toThrow();
      expect(await invites.find(one.tokenHash)).toEqual(one);
    });
  });
}
