import { mongo } from 'mongoose';
import { expect, it } from 'vitest';

import { connected, ownDatabase } from '../../../test/harness/servers/mongo.js';
import { describeOn, realServer } from '../../../test/harness/servers/servers.js';
import { MongoAuthDatabase } from './auth-database.js';
import { MongoMediaDatabase } from './media-database.js';
import { ACTIONS, COLLECTIONS, makeServiceUsers, SERVICE_USERS } from './service-users.js';

const PASSWORDS = { auth: 'a'.repeat(40), media: 'b'.repeat(40), worker: 'c'.repeat(40), owner: 'd'.repeat(40) };

it('auth shares no collection of accounts with media and worker', () => {
  const shared = COLLECTIONS.auth.filter((name) => COLLECTIONS.media.includes(name) || COLLECTIONS.worker.includes(name));
  expect(shared).toEqual(['migrations']);
});

it('no service may drop, rename or convert a collection, nor do anything with users', () => {
  expect(ACTIONS.filter((action) => /drop|rename|convert|user|role|grant|revoke|shutdown|any/i.test(action))).toEqual([]);
});

describeOn('on a real server', [await realServer('mongo')], (server) => {
  it('makes a user for each service, with its collections; again at the same time; and those that exist get new rights and passwords', async () => {
    const { url, drop } = ownDatabase(server!);
    const client = await mongo.MongoClient.connect(url);
    const db = client.db();
    // As an earlier version with other rights would have made it.
    await db.command({ createRole: 'auth', privileges: [], roles: [] });
    await Promise.all([makeServiceUsers(url, PASSWORDS, 5_000), makeServiceUsers(url, PASSWORDS, 5_000)]);
    await makeServiceUsers(url, { ...PASSWORDS, auth: 'e'.repeat(40) }, 5_000);
    const logIn = (password: string) => mongo.MongoClient.connect(url.replace('://', `://auth:${password}@`)).then((one) => one.close());
    await logIn('e'.repeat(40));
    await expect(logIn(PASSWORDS.auth)).rejects.toThrow(/auth/i);
    const { users } = await db.command({ usersInfo: 1 });
    const roleOf = (user: string) => ({ role: user === 'owner' ? 'readWrite' : user, db: db.databaseName });
    expect(users.map(({ user, roles }: { user: string; roles: object[] }) => [user, roles])).toEqual(
      expect.arrayContaining(SERVICE_USERS.map((user) => [user, [roleOf(user)]])),
    );
    expect(users).toHaveLength(4);
    for (const [user, collections] of Object.entries(COLLECTIONS)) {
      const { roles } = await db.command({ rolesInfo: user, showPrivileges: true });
      expect(roles[0]).toMatchObject({ role: user, roles: [] });
      expect(roles[0].privileges).toEqual(
        collections.map((collection) => ({ resource: { db: db.databaseName, collection }, actions: [...ACTIONS] })),
      );
    }
    await db.command({ dropAllUsersFromDatabase: 1 });
    await db.command({ dropAllRolesFromDatabase: 1 });
    await client.close();
    await drop();
  });

  it('the collections of a service are those that its database makes', async () => {
    const { url, drop } = ownDatabase(server!);
    const client = await mongo.MongoClient.connect(url);
    const names = async () => (await client.db().listCollections().toArray()).map(({ name }) => name);
    const auth = await connected(await MongoAuthDatabase.open(url));
    const ofAuth = await names();
    expect(COLLECTIONS.auth).toEqual(expect.arrayContaining(ofAuth));
    const media = await connected(await MongoMediaDatabase.open(url));
    await media.changedRows.list({ limit: 1 });
    const ofMedia = (await names()).filter((name) => name === 'migrations' || !ofAuth.includes(name));
    expect(COLLECTIONS.media).toEqual(expect.arrayContaining(ofMedia));
    expect([...COLLECTIONS.worker, 'addressKeys', 'presets', 'quotas'].toSorted()).toEqual(COLLECTIONS.media);
    await Promise.all([auth.close(), media.close(), client.close()]);
    await drop();
  });
});
