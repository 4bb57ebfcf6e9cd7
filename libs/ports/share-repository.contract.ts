import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { OpenedMedia } from './databases.contract.js';
import { minute } from './image-fixture.contract.js';
import { shareRow } from './share-fixture.contract.js';
import type { ShareRepository, ShareRow } from './share-repository.js';

/** Every `ShareRepository` passes this suite. */
export function shareRepositoryContract(name: string, open: () => Promise<OpenedMedia>): void {
  describe(`${name} is a share repository`, () => {
    let shares: ShareRepository;
    let close: () => Promise<void>;
    beforeAll(async () => {
      const opened = await open();
      ({ shares } = opened.database);
      ({ close } = opened);
    });
    afterAll(async () => close());

    async function inserted(given: Partial<ShareRow> = {}): Promise<ShareRow> {
      const row = shareRow(given);
      await shares.insert(row);
      return row;
    }
    const owner = () => `owner-${randomUUID()}`;

    it('finds a share by token and by id, also when expired', async () => {
      const plain = await inserted();
      const full = await inserted({
        name: 'Summer “ß” 🌞',
        imageIds: Array.from({ length: 500 }, (_, index) => `picture-${499 - index}`),
        sizes: ['o'],
        passwordHash: '$argon2id$v=19$x',
        expiresAt: new Date(0),
        opened: 3,
        lastOpenedAt: minute(7),
      });
      const album = await inserted({ albumId: 'album', imageIds: [] });
      for (const row of [plain, full, album]) {
        expect(await shares.findByToken(row.token)).toEqual(row);
        expect(await shares.find(row.owner, row.id)).toEqual(row);
      }
    });

    it('finds nothing for another token, id or owner', async () => {
      const row = await inserted();
      expect(await shares.findByToken(row.token.toUpperCase())).toBeNull();
      expect(await shares.findByToken('')).toBeNull();
      expect(await shares.find('eve', row.id)).toBeNull();
      expect(await shares.find(row.owner, 'other')).toBeNull();
    });

    it('refuses a token twice', async () => {
      const { token } = await inserted();
      await expect(shares.insert(shareRow({ token }))).rejects.toThrow(Error);
    });

    it('lists the shares of one owner in pages, newest first', async () => {
      const of = owner();
      const rows: ShareRow[] = [];
      for (let n = 0; n < 5; n++) rows.unshift(await inserted({ owner: of }));
      await inserted();
      expect(await shares.list(of, { limit: 10 })).toEqual(rows);
      expect(await shares.list(of, { limit: 2 })).toEqual(rows.slice(0, 2));
      expect(await shares.list(of, { limit: 2, before: rows[1]!.id })).toEqual(rows.slice(2, 4));
      expect(await shares.list(of, { limit: 2, before: rows[4]!.id })).toEqual([]);
    });

    it('lists the shares of one album', async () => {
      const of = owner();
      const rows: ShareRow[] = [];
      for (const albumId of ['a', 'b', null, 'a']) rows.unshift(await inserted({ owner: of, albumId, imageIds: [] }));
      await inserted({ albumId: 'a', imageIds: [] });
      expect(await shares.list(of, { limit: 10, albumId: 'a' })).toEqual([rows[0], rows[3]]);
      expect(await shares.list(of, { limit: 1, albumId: 'a', before: rows[0]!.id })).toEqual([rows[3]]);
      expect(await shares.list(of, { limit: 1, albumId: 'c' })).toEqual([]);
    });

    it('updates the given fields, for the owner only', async () => {
      const row = await inserted({ name: 'before', passwordHash: 'hash', expiresAt: minute(9) });
      expect(await shares.update('eve', row.id, { name: 'hers' })).toBeNull();
      expect(await shares.update(row.owner, 'other', { name: 'none' })).toBeNull();
      expect(await shares.update(row.owner, row.id, {})).toEqual(row);
      const renamed = { ...row, name: 'after' };
      expect(await shares.update(row.owner, row.id, { name: 'after' })).toEqual(renamed);
      const change = { name: null, imageIds: ['c', 'b', 'd'], sizes: ['m', 'o'] as const, passwordHash: null, expiresAt: null };
      expect(await shares.update(row.owner, row.id, change)).toEqual({ ...row, ...change });
      expect(await shares.findByToken(row.token)).toEqual({ ...row, ...change });
    });

    it('removes a share, for the owner only', async () => {
      const row = await inserted();
      expect(await shares.remove('eve', row.id)).toBe(false);
      expect(await shares.remove(row.owner, row.id)).toBe(true);
      expect(await shares.remove(row.owner, row.id)).toBe(false);
      expect(await shares.findByToken(row.token)).toBeNull();
      expect(await shares.find(row.owner, row.id)).toBeNull();
    });

    it('counts concurrent visits', async () => {
      const row = await inserted();
      await Promise.all(Array.from({ length: 10 }, () => shares.noteOpened(row.id, minute(5))));
      await shares.noteOpened(row.id, minute(6));
      expect(await shares.findByToken(row.token)).toEqual({ ...row, opened: 11, lastOpenedAt: minute(6) });
      await expect(shares.noteOpened('gone', minute(6))).resolves.toBeUndefined();
    });

    it('forgetImage removes an image from the shares of its owner, and shares that become empty, but no share of an album', async () => {
      const of = owner();
      const album = await inserted({ owner: of, albumId: 'album', imageIds: [] });
      const both = await inserted({ owner: of, imageIds: ['x', 'y', 'z'] });
      const alone = await inserted({ owner: of, imageIds: ['y'] });
      const without = await inserted({ owner: of, imageIds: ['z'] });
      const others = await inserted({ owner: owner(), imageIds: ['y'] });
      await shares.forgetImage(of, 'y');
      expect(await shares.list(of, { limit: 10 })).toEqual([without, { ...both, imageIds: ['x', 'z'] }, album]);
      expect(await shares.findByToken(alone.token)).toBeNull();
      expect(await shares.findByToken(others.token)).toEqual(others);
    });
  });
}
