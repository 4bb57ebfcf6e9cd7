import { afterAll, beforeAll, expect, it } from 'vitest';

import type { AppName } from '#libs/config/deployment.js';
import type { AlbumChanged } from '#libs/api/album.js';
import { ACTIONS, COLLECTIONS } from '#libs/infra/mongo/service-users.js';

import { runCommand } from '../harness/commands/commands.js';
import { Stack } from '../harness/drive/stack.js';
import { Client, PASSWORD } from '../harness/http/client.js';
import { jpeg } from '../harness/images/images.js';
import { ready, until } from '../harness/http/until.js';
import { MongoCommands } from '../harness/servers/mongo-commands.js';
import { describeOn, realServer } from '../harness/servers/servers.js';
import { TcpProxy } from '../harness/servers/tcp-proxy.js';

type Action = (typeof ACTIONS)[number];

/**
 * What a command needs of its collection: "Access" or "Required Privileges" of each at https://www.mongodb.com/docs/v7.0/reference/command/.
 * An update may insert (`upsert`), and findAndModify do either or remove.
 */
const NEEDS: Record<string, readonly Action[]> = {
  find: ['find'],
  aggregate: ['find'],
  count: ['find'],
  distinct: ['find'],
  getMore: ['find'],
  insert: ['insert'],
  update: ['update', 'insert'],
  delete: ['remove'],
  findAndModify: ['find', 'update', 'insert', 'remove'],
  createIndexes: ['createIndex'],
  listIndexes: ['listIndexes'],
  killCursors: ['killCursors'],
};
/** Of the connection: everybody may, also without a log-in. */
const FREE = ['hello', 'ismaster', 'ping', 'endSessions', 'buildInfo', 'saslStart', 'saslContinue'];

const servers = [await realServer('mongo'), await realServer('s3'), await realServer('redis')];

// The servers of the tests may not enforce rights, so what each service sends is held against what its user may do by the documentation.
describeOn('what each service asks of MongoDB', servers, (mongo, s3, redis) => {
  const services = ['auth', 'media', 'worker'] as const;
  const commands = { auth: new MongoCommands(), media: new MongoCommands(), worker: new MongoCommands() };
  const proxies: TcpProxy[] = [];
  let stack: Stack;
  beforeAll(async () => {
    const env = { SHOEBOX_UPKEEP_SECONDS: '1', SHOEBOX_GRACE_SECONDS: '1', SHOEBOX_TRASH_DAYS: '0' };
    stack = await Stack.prepare({ mongo: mongo!, s3: s3!, redis: redis! }, { env });
    for (const service of services) {
      const proxy = await TcpProxy.open(mongo!, commands[service].hear);
      proxies.push(proxy);
      await stack.add(service, {
        SHOEBOX_DATABASE_URL: stack.stores.env.SHOEBOX_DATABASE_URL.replace(/127\.0\.0\.1:\d+/, proxy.address),
      });
    }
    await stack.add('gateway' satisfies AppName);
    await stack.ready();
  });
  afterAll(async () => {
    await stack?.close();
    await Promise.all(proxies.map((proxy) => proxy.cut()));
  });

  /** The collections of a command: its own, and those that stages of a pipeline name. */
  const collectionsOf = (name: string, command: Record<string, unknown>): string[] => {
    const own = (name === 'getMore' ? command['collection'] : command[name]) as string;
    const others = [...JSON.stringify(command['pipeline'] ?? []).matchAll(/"(?:from|coll)":"([^"]+)"/g)].map(([, other]) => other!);
    return [own, ...others];
  };

  it('is granted to its user in docker-compose.yml', async () => {
    const ada = await Client.signUp(stack.url);
    await ada.json('POST', '/api/auth/login', { email: ada.user.email, password: PASSWORD });
    await ada.refusedJson('BAD_CREDENTIALS', 'POST', '/api/auth/login', { email: ada.user.email, password: 'not this one' });
    const made = await ada.json('POST', '/api/auth/tokens', { name: 'Backup', scopes: ['read'] }, { status: 201 });
    await ada.with(made.json<{ token: string }>().token).get('/api/images');
    for (const path of ['/api/auth/sessions', '/api/auth/tokens', '/api/auth/log', '/api/usage', '/api/drive']) await ada.get(path);
    await ada.json('POST', '/api/auth/password', { current: PASSWORD, next: PASSWORD }, { status: 204 });
    expect((await runCommand('admin', ['rotate-keys'], stack.stores.env)).code).toBe(0);

    const [one, two] = [await ready(ada, (await ada.upload(await jpeg())).id), await ready(ada, (await ada.upload(await jpeg(90, 60))).id)];
    const json = { 'content-type': 'application/json' };
    await ada.send('PATCH', `/api/images/${one.id}`, { headers: json, body: '{"name":"another.jpg"}' });
    for (const path of ['/api/images?q=another', '/api/images/months', `/api/images/${one.id}/neighbours`]) await ada.ask('GET', path);
    const album = (await ada.json('POST', '/api/albums', { name: 'Sea' }, { status: 201 })).json<AlbumChanged>().album;
    await ada.ask('POST', `/api/albums/${album.id}/images`, { headers: json, body: JSON.stringify({ add: [one.id, two.id] }) });
    await ada.get('/api/albums');
    const share = (await ada.json('POST', '/api/shares', { imageIds: [one.id], password: PASSWORD }, { status: 201 })).json<{
      token: string;
    }>();
    const form = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', origin: stack.url };
    await new Client(stack.url).ask('POST', `/p/${share.token}`, { headers: form, body: 'password=wrong' });
    await ada.get('/api/shares');
    const key = (await ada.json('POST', '/api/signing-keys', { name: 'Blog' }, { status: 201 })).json<{ id: string }>();
    await ada.json('PUT', '/api/presets/hero', { modifiers: 'SL9' });
    const signed = (await ada.json('POST', `/api/images/${one.id}/sign`, { preset: 'hero', format: 'jpg' })).json<{ url: string }>();
    await new Client(stack.url).get(signed.url, { status: 200 });
    await ada.send('DELETE', `/api/signing-keys/${key.id}`, { status: 204 });
    await ada.send('DELETE', '/api/presets/hero', { status: 204 });
    await ada.send('DELETE', `/api/images/${two.id}`, { status: 204 });
    await ada.send('DELETE', `/api/albums/${album.id}`);
    await until(async () => ((await ada.ids({ deleted: 'true' })).length === 0 ? true : null));
    await ada.send('POST', '/api/auth/logout', { status: 204 });

    for (const service of services) {
      const asked = commands[service].heard.map((command) => [Object.keys(command)[0]!, command] as const);
      expect(asked.length).toBeGreaterThan(20);
      const touched = new Set<string>();
      for (const [name, command] of asked) {
        expect([service, command['$db']]).toEqual([service, expect.stringMatching(FREE.includes(name) ? /./ : /^shoebox-test-/)]);
        if (FREE.includes(name)) continue;
        expect(Object.keys(NEEDS), `${service}: ${name}`).toContain(name);
        for (const action of NEEDS[name]!) expect(ACTIONS, `${service}: ${name}`).toContain(action);
        for (const collection of collectionsOf(name, command)) touched.add(collection);
      }
      // Both ways: nothing is refused, and nothing is granted that is not used.
      expect([service, [...touched].toSorted()]).toEqual([service, [...COLLECTIONS[service]]]);
    }
  });
});
