import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { inviteContract } from './invite.contract.js';
import type { AccessToken, Session, SessionRepository, SigningKey } from './session-repository.js';

export interface OpenedSessions {
  /** Empty. */
  sessions: SessionRepository;
  /** Closes it and removes what it held. */
  close: () => Promise<void>;
}

const day = (n: number) => new Date(Date.UTC(2026, 0, n));

function session(userId: string, given: Partial<Session> = {}): Session {
  const id = randomUUID();
  return {
    id,
    userId,
    tokenHash: `hash-${id}`,
    device: 'Firefox “ß”',
    createdAt: day(1),
    lastUsedAt: day(1),
    expiresAt: day(30),
    ...given,
  };
}

function token(userId: string, given: Partial<AccessToken> = {}): AccessToken {
  const id = randomUUID();
  const scopes: AccessToken['scopes'] = ['read', 'upload'];
  return { id, userId, tokenHash: `hash-${id}`, name: 'phone', scopes, createdAt: day(1), lastUsedAt: null, expiresAt: null, ...given };
}

/** What every session repository does. */
export function sessionRepositoryContract(name: string, open: () => Promise<OpenedSessions>): void {
  inviteContract(name, open);
  describe(`${name} is a session repository`, () => {
    let sessions: SessionRepository;
    let close: () => Promise<void>;
    beforeAll(async () => ({ sessions, close } = await open()));
    afterAll(async () => close());

    const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

    describe('sessions', () => {
      async function inserted(userId: string, given: Partial<Session> = {}): Promise<Session> {
        const one = session(userId, given);
        await sessions.insertSession(one);
        return one;
      }

      it('are found by the hash of their token, expired or not', async () => {
        const one = await inserted('ada', { expiresAt: new Date(0) });
        expect(await sessions.findSession(one.tokenHash)).toEqual(one);
        expect(await sessions.findSession('other')).toBeNull();
      });

      it('have a token of their own', async () => {
        const one = await inserted('ada');
        await expect(inserted('bob', { tokenHash: one.tokenHash })).rejects.toThrow();
        expect(await sessions.findSession(one.tokenHash)).toEqual(one);
      });

      it('are listed by last use, newest first', async () => {
        const [a, b, c] = [2, 3, 1].map((n) => session('list', { lastUsedAt: day(n) }));
        for (const one of [a!, b!, c!]) await sessions.insertSession(one);
        expect(ids(await sessions.listSessions('list'))).toEqual([b!.id, a!.id, c!.id]);
        expect(await sessions.listSessions('nobody')).toEqual([]);
      });

      it('are listed by id where they were used last at one time', async () => {
        const used = ['b', 'a', 'c'].map((id) => session('ties', { id: `ties-${id}`, device: '' }));
        for (const one of used) await sessions.insertSession(one);
        expect(await sessions.listSessions('ties')).toEqual([used[2], used[0], used[1]]);
      });

      it('are looked for by texts only, never by what an object in their place says', async () => {
        const one = await inserted('object');
        const any = { $ne: 'x' } as unknown as string;
        await expect(sessions.findSession(any)).rejects.toThrow();
        await expect(sessions.removeSessions(any)).rejects.toThrow();
        await expect(sessions.removeSessions('object', any)).rejects.toThrow();
        await expect(sessions.removeSession(any, one.id)).rejects.toThrow();
        expect(await sessions.findSession(one.tokenHash)).toEqual(one);
      });

      it('lose no use to another one, and end once, when all happens at once', async () => {
        const one = await inserted('rush');
        const uses = Array.from({ length: 20 }, (_, i) => sessions.touchSession(one.id, day(2 + i), day(30)));
        expect(await Promise.all(uses)).toEqual(Array(20).fill(true));
        const ends = await Promise.all(Array.from({ length: 20 }, () => sessions.removeSession('rush', one.id)));
        expect(ends.filter(Boolean)).toHaveLength(1);
      });

      it('slide when they are used, as long as they are there', async () => {
        const one = await inserted('touch');
        expect(await sessions.touchSession(one.id, day(5), day(35))).toBe(true);
        expect(await sessions.findSession(one.tokenHash)).toEqual({ ...one, lastUsedAt: day(5), expiresAt: day(35) });
        await sessions.removeSession('touch', one.id);
        expect(await sessions.touchSession(one.id, day(6), day(36))).toBe(false);
        expect(await sessions.findSession(one.tokenHash)).toBeNull();
      });

      it('are ended by their own user only', async () => {
        const one = await inserted('own');
        expect(await sessions.removeSession('thief', one.id)).toBe(false);
        expect(await sessions.findSession(one.tokenHash)).toEqual(one);
        expect(await sessions.removeSession('own', one.id)).toBe(true);
        expect(await sessions.removeSession('own', one.id)).toBe(false);
      });

      it('end all at once, but for one', async () => {
        const [a, b, c] = [await inserted('all'), await inserted('all'), await inserted('all')];
        const other = await inserted('another');
        expect(await sessions.removeSessions('all', b.id)).toBe(2);
        expect(ids(await sessions.listSessions('all'))).toEqual([b.id]);
        expect(await sessions.removeSessions('all')).toBe(1);
        expect(await sessions.removeSessions('all')).toBe(0);
        expect(await Promise.all([a, c].map(({ tokenHash }) => sessions.findSession(tokenHash)))).toEqual([null, null]);
        expect(await sessions.findSession(other.tokenHash)).toEqual(other);
      });
    });

    describe('tokens of tools', () => {
      async function inserted(userId: string, given: Partial<AccessToken> = {}): Promise<AccessToken> {
        const one = token(userId, given);
        await sessions.insertToken(one);
        return one;
      }

      it('are found by their hash, with all they were given', async () => {
        const plain = await inserted('ada');
        const full = await inserted('ada', { expiresAt: day(9), lastUsedAt: day(2), scopes: [] });
        expect(await sessions.findToken(plain.tokenHash)).toEqual(plain);
        expect(await sessions.findToken(full.tokenHash)).toEqual(full);
        expect(await sessions.findToken('other')).toBeNull();
        await expect(inserted('bob', { tokenHash: plain.tokenHash })).rejects.toThrow();
      });

      it('are no sessions', async () => {
        const one = await inserted('kind');
        expect(await sessions.findSession(one.tokenHash)).toBeNull();
        expect(await sessions.removeSessions('kind')).toBe(0);
        expect(await sessions.findToken(one.tokenHash)).toEqual(one);
      });

      it('are listed newest first, noted when used, and removed by their own user only', async () => {
        const [a, b] = [await inserted('tools', { createdAt: day(2) }), await inserted('tools', { createdAt: day(3) })];
        expect(ids(await sessions.listTokens('tools'))).toEqual([b.id, a.id]);
        await sessions.touchToken(a.id, day(7));
        await sessions.touchToken('gone', day(7));
        expect((await sessions.findToken(a.tokenHash))?.lastUsedAt).toEqual(day(7));
        expect(await sessions.removeToken('thief', a.id)).toBe(false);
        expect(await sessions.removeToken('tools', a.id)).toBe(true);
        expect(await sessions.removeToken('tools', a.id)).toBe(false);
        expect(ids(await sessions.listTokens('tools'))).toEqual([b.id]);
      });

      it('are removed all at once', async () => {
        await Promise.all([inserted('many'), inserted('many'), inserted('few')]);
        expect(await sessions.removeTokens('many')).toBe(2);
        expect(await sessions.listTokens('few')).toHaveLength(1);
      });
    });

    it('keeps the first signing key that was offered, and asks for no other', async () => {
      const offer = (id: string) => async (): Promise<SigningKey> => ({ id, privateKey: `-----BEGIN ${id}\n`, createdAt: day(1) });
      const keys = await Promise.all(['one', 'two', 'three', 'four'].map((id) => sessions.signingKey(offer(id))));
      expect(keys).toEqual(Array(4).fill(keys[0]));
      expect(keys[0]).toEqual(await offer(keys[0]!.id)());
      const refuse = () => Promise.reject(new Error('asked'));
      expect(await sessions.signingKey(refuse)).toEqual(keys[0]);
    });

    it('counts events of one key since a time, that time included', async () => {
      expect(await sessions.countEvents('guess:ada', day(1))).toEqual({ count: 0, oldest: null });
      for (const at of [day(3), day(2), day(4), day(4)]) await sessions.noteEvent('guess:ada', at);
      await sessions.noteEvent('guess:bob', day(3));
      expect(await sessions.countEvents('guess:ada', day(1))).toEqual({ count: 4, oldest: day(2) });
      expect(await sessions.countEvents('guess:ada', day(3))).toEqual({ count: 3, oldest: day(3) });
      expect(await sessions.countEvents('guess:ada', day(5))).toEqual({ count: 0, oldest: null });
    });

    it('loses none of a hundred events at once', async () => {
      await Promise.all(Array.from({ length: 100 }, () => sessions.noteEvent('storm', day(1))));
      expect((await sessions.countEvents('storm', day(1))).count).toBe(100);
    });

    it('forgets what expired and what is old, and nothing else', async () => {
      const rows = [session('f', { expiresAt: day(9) }), session('f', { expiresAt: day(10) }), session('f', { expiresAt: day(11) })];
      for (const row of rows) await sessions.insertSession(row);
      const tokens = [token('f', { expiresAt: day(9) }), token('f', { expiresAt: day(10) }), token('f')];
      for (const row of tokens) await sessions.insertToken(row);
      for (const at of [day(4), day(5), day(6)]) await sessions.noteEvent('forget', at);
      await sessions.forget(day(10), day(5));
      expect(ids(await sessions.listSessions('f')).sort()).toEqual(ids(rows.slice(1)).sort());
      expect(ids(await sessions.listTokens('f')).sort()).toEqual(ids(tokens.slice(1)).sort());
      expect(await sessions.countEvents('forget', new Date(0))).toEqual({ count: 2, oldest: day(5) });
    });

    it('says that it is well', async () => {
      await expect(sessions.check()).resolves.toBeUndefined();
    });
  });
}
