import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { AccessToken, AccessTokenRepository } from './access-token-repository.js';
import { accessToken, day } from './auth-fixture.contract.js';
import type { OpenedAuth } from './databases.contract.js';
import type { SessionRepository } from './session-repository.js';

/** Every `AccessTokenRepository` passes this suite. */
export function accessTokenRepositoryContract(name: string, open: () => Promise<OpenedAuth>): void {
  describe(`${name} stores access tokens, which`, () => {
    let accessTokens: AccessTokenRepository;
    let sessions: SessionRepository;
    let close: () => Promise<void>;
    beforeAll(async () => {
      const opened = await open();
      ({ accessTokens, sessions } = opened.database);
      ({ close } = opened);
    });
    afterAll(async () => close());

    const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

    async function inserted(userId: string, given: Partial<AccessToken> = {}): Promise<AccessToken> {
      const one = accessToken(userId, given);
      await accessTokens.insert(one);
      return one;
    }

    it('are found by their hash, with all fields', async () => {
      const plain = await inserted('ada');
      const full = await inserted('ada', { expiresAt: day(9), lastUsedAt: day(2), scopes: [] });
      expect(await accessTokens.find(plain.tokenHash)).toEqual(plain);
      expect(await accessTokens.find(full.tokenHash)).toEqual(full);
      expect(await accessTokens.find('other')).toBeNull();
      await expect(inserted('bob', { tokenHash: plain.tokenHash })).rejects.toThrow();
    });

    it('are not found or removed as sessions', async () => {
      const one = await inserted('kind');
      expect(await sessions.find(one.tokenHash)).toBeNull();
      expect(await sessions.removeAll('kind')).toBe(0);
      expect(await accessTokens.find(one.tokenHash)).toEqual(one);
    });

    it('are listed newest first, store their last use, and are removed by their own user only', async () => {
      const [a, b] = [await inserted('tools', { createdAt: day(2) }), await inserted('tools', { createdAt: day(3) })];
      expect(ids(await accessTokens.list('tools'))).toEqual([b.id, a.id]);
      await accessTokens.touch(a.id, day(7));
      await accessTokens.touch('gone', day(7));
      expect((await accessTokens.find(a.tokenHash))?.lastUsedAt).toEqual(day(7));
      expect(await accessTokens.remove('thief', a.id)).toBe(false);
      expect(await accessTokens.remove('tools', a.id)).toBe(true);
      expect(await accessTokens.remove('tools', a.id)).toBe(false);
      expect(ids(await accessTokens.list('tools'))).toEqual([b.id]);
    });

    it('are removed together by removeAll', async () => {
      await Promise.all([inserted('many'), inserted('many'), inserted('few')]);
      expect(await accessTokens.removeAll('many')).toBe(2);
      expect(await accessTokens.list('few')).toHaveLength(1);
    });
  });
}
