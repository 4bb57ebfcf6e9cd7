import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { OpenedAuth } from './databases.contract.js';
import { type User, type UserRepository } from './user-repository.js';
import { EmailTaken, NameTaken } from './errors.js';

let last = 0;

/** A user to insert, with unique id, name and e-mail. */
function user(given: Partial<User> = {}): User {
  const name = `user${++last}`;
  const createdAt = new Date(Date.UTC(2026, 0, 1, 0, last));
  return { id: `id-${name}`, name, email: `${name}@example.org`, passwordHash: '$argon2id$v=19$x', createdAt, ...given };
}

/** Every `UserRepository` passes this suite. */
export function userRepositoryContract(name: string, open: () => Promise<OpenedAuth>): void {
  describe(`${name} is a user repository`, () => {
    let users: UserRepository;
    let close: () => Promise<void>;
    beforeAll(async () => {
      const opened = await open();
      ({ users } = opened.database);
      ({ close } = opened);
    });
    afterAll(async () => close());

    async function inserted(given: Partial<User> = {}): Promise<User> {
      const one = user(given);
      await users.insert(one);
      return one;
    }

    it('finds a user by id, e-mail and name', async () => {
      const ada = await inserted({ name: 'ada', email: 'Ada@Example.org' });
      expect(await users.find(ada.id)).toEqual(ada);
      expect(await users.findByName('ada')).toEqual(ada);
      expect(await users.findByEmail('Ada@Example.org')).toEqual(ada);
    });

    it('returns null for unknown users', async () => {
      expect(await users.find('nobody')).toBeNull();
      expect(await users.findByName('nobody')).toBeNull();
      expect(await users.findByEmail('nobody@example.org')).toBeNull();
      expect(await users.findByName('%')).toBeNull();
    });

    it('compares e-mails without case and stores them as typed', async () => {
      const one = await inserted({ email: 'Änne.Größe@Example.org' });
      expect(await users.findByEmail('änne.größe@EXAMPLE.ORG')).toEqual(one);
      expect(await users.findByEmail('ÄNNE.größe@example.org'.normalize('NFD'))).toEqual(one);
      await expect(users.insert(user({ email: 'äNNE.größe@example.org' }))).rejects.toThrow(EmailTaken);
    });

    it('refuses objects instead of texts', async () => {
      const one = await inserted();
      const any = { $ne: 'x' } as unknown as string;
      await expect(users.find(any)).rejects.toThrow();
      await expect(users.findByName(any)).rejects.toThrow();
      await expect(users.setPasswordHash(one.id, { from: any, to: 'new' })).rejects.toThrow();
      await expect(users.remove(any)).rejects.toThrow();
      expect(await users.find(one.id)).toEqual(one);
    });

    it('compares names with case', async () => {
      await inserted({ name: 'grace' });
      expect(await users.findByName('Grace')).toBeNull();
    });

    it('refuses a name or e-mail twice, with EmailTaken when both are taken', async () => {
      const one = await inserted();
      await expect(users.insert(user({ name: one.name }))).rejects.toThrow(NameTaken);
      await expect(users.insert(user({ email: one.email }))).rejects.toThrow(EmailTaken);
      const both = user({ name: one.name, email: one.email.toUpperCase() });
      await expect(users.insert(both)).rejects.toThrow(EmailTaken);
      expect(await users.find(both.id)).toBeNull();
      expect(await users.find(one.id)).toEqual(one);
    });

    it('refuses an id twice', async () => {
      const one = await inserted();
      await expect(users.insert(user({ id: one.id }))).rejects.toThrow();
      expect(await users.find(one.id)).toEqual(one);
    });

    it('lets one of twenty concurrent inserts of an e-mail, or of a name, succeed', async () => {
      const outcomes = async (given: Partial<User>) => {
        const results = await Promise.allSettled(Array.from({ length: 20 }, () => users.insert(user(given))));
        return results.filter((result) => result.status === 'rejected').map(({ reason }) => (reason as Error).constructor);
      };
      expect(await outcomes({ email: 'race@example.org' })).toEqual(Array(19).fill(EmailTaken));
      expect(await outcomes({ name: 'race' })).toEqual(Array(19).fill(NameTaken));
    });

    it('replaces the password hash of one user', async () => {
      const [one, other] = [await inserted(), await inserted()];
      const from = one.passwordHash;
      expect(await users.setPasswordHash(one.id, { from, to: 'new' })).toBe(true);
      expect(await users.find(one.id)).toEqual({ ...one, passwordHash: 'new' });
      expect(await users.find(other.id)).toEqual(other);
      expect(await users.setPasswordHash('nobody', { from, to: 'new' })).toBe(false);
    });

    it('replaces a password hash only if it is the expected one', async () => {
      const one = await inserted();
      const from = one.passwordHash;
      const set = await Promise.all(['a', 'b', 'c'].map((to) => users.setPasswordHash(one.id, { from, to })));
      expect(set.filter(Boolean)).toHaveLength(1);
      expect((await users.find(one.id))?.passwordHash).toBe(['a', 'b', 'c'][set.indexOf(true)]);
    });

    it('removes a user, whose name and e-mail are free afterwards', async () => {
      const one = await inserted();
      expect(await users.remove(one.id)).toBe(true);
      expect(await users.remove(one.id)).toBe(false);
      expect(await users.find(one.id)).toBeNull();
      await users.insert(user({ name: one.name, email: one.email }));
    });

    it('lists all users, oldest first', async () => {
      const oldest = await inserted({ createdAt: new Date(0) });
      const newest = await inserted({ createdAt: new Date('2100-01-01') });
      const all = await users.list();
      expect(all[0]).toEqual(oldest);
      expect(all.at(-1)).toEqual(newest);
      expect(all.map(({ createdAt }) => createdAt.getTime())).toEqual(
        all.map(({ createdAt }) => createdAt.getTime()).sort((a, b) => a - b),
      );
      const twins = ['b', 'a', 'C'].map((id) => user({ id, createdAt: new Date('2200-01-01') }));
      for (const twin of twins) await users.insert(twin);
      expect((await users.list()).slice(-3).map(({ id }) => id)).toEqual(['C', 'a', 'b']);
    });
  });
}
