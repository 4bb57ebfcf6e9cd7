import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { accessToken, day, sessionRow } from './auth-fixture.contract.js';
import type { AuthDatabase, MediaDatabase } from './databases.js';

export interface OpenedMedia {
  /** Empty. */
  database: MediaDatabase;
  /** Closes the database and deletes it. */
  close: () => Promise<void>;
}

export interface OpenedAuth {
  /** Empty. */
  database: AuthDatabase;
  /** Closes the database and deletes it. */
  close: () => Promise<void>;
}

/** Every `MediaDatabase` passes this suite. */
export function mediaDatabaseContract(name: string, open: () => Promise<OpenedMedia>): void {
  describe(name, () => {
    it('check resolves while the database can be used', async () => {
      const { database, close } = await open();
      await expect(database.check()).resolves.toBeUndefined();
      await close();
    });
  });
}

/** Every `AuthDatabase` passes this suite. */
export function authDatabaseContract(name: string, open: () => Promise<OpenedAuth>): void {
  describe(name, () => {
    let database: AuthDatabase;
    let close: () => Promise<void>;
    beforeAll(async () => ({ database, close } = await open()));
    afterAll(async () => close());

    const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

    it('forgetExpired deletes expired sessions and access tokens, and nothing else', async () => {
      const { sessions, accessTokens } = database;
      const rows = [9, 10, 11].map((n) => sessionRow('f', { expiresAt: day(n) }));
      for (const row of rows) await sessions.insert(row);
      const tokens = [accessToken('f', { expiresAt: day(9) }), accessToken('f', { expiresAt: day(10) }), accessToken('f')];
      for (const row of tokens) await accessTokens.insert(row);
      await database.forgetExpired(day(10));
      expect(ids(await sessions.list('f')).sort()).toEqual(ids(rows.slice(1)).sort());
      expect(ids(await accessTokens.list('f')).sort()).toEqual(ids(tokens.slice(1)).sort());
    });

    it('forgetExpired deletes expired invitations, redeemed or not', async () => {
      const invite = { createdAt: day(1), expiresAt: day(2), usedAt: null };
      const rows = [
        { ...invite, tokenHash: 'open' },
        { ...invite, tokenHash: 'used', usedAt: day(1) },
        { ...invite, tokenHash: 'later', expiresAt: day(9) },
      ];
      for (const row of rows) await database.invites.insert(row);
      await database.forgetExpired(day(3));
      const left = await Promise.all(rows.map(({ tokenHash }) => database.invites.find(tokenHash)));
      expect(left).toEqual([null, null, rows[2]]);
    });

    it('check resolves while the database can be used', async () => {
      await expect(database.check()).resolves.toBeUndefined();
    });
  });
}
