import { createServer } from 'node:net';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { imageRow, minute } from '#libs/ports/image-fixture.contract.js';

import { connected, ownDatabase } from '../../../test/harness/servers/mongo.js';
import { describeOn, realServer } from '../../../test/harness/servers/servers.js';
import { TcpProxy } from '../../../test/harness/servers/tcp-proxy.js';
import { until } from '../../../test/harness/http/until.js';
import { MongoAuthDatabase } from './auth-database.js';
import { MongoMediaDatabase } from './media-database.js';
import { RepositoryUnavailable } from '#libs/ports/errors.js';

/** Milliseconds; a busy machine may be late. */
const TWO_SECONDS = 2_000 + 500;
const TEN_SECONDS = 10_000;

describeOn('on a real server', [await realServer('mongo')], (server) => {
  describe('a database that is away, hangs or refuses', () => {
    let proxy: TcpProxy;
    let database: ReturnType<typeof ownDatabase>;
    let databases = {} as Awaited<ReturnType<typeof open>>;
    beforeEach(async () => {
      proxy = await TcpProxy.open(server!);
      database = ownDatabase(server!);
    });
    afterEach(async () => {
      proxy.goOn();
      await proxy.restore();
      await Promise.all(Object.values(databases).map((one) => one.close()));
      databases = {} as typeof databases;
      await proxy.cut();
      await database.drop();
    });

    async function open(credentials = '') {
      const url = database.by(`${credentials}${proxy.address}`);
      return {
        media: await MongoMediaDatabase.open(url),
        auth: await MongoAuthDatabase.open(url),
      };
    }

    /** Calls of both databases. */
    function calls(): Promise<unknown>[] {
      const { media, auth } = databases;
      const { images, maintenance, quotas, drive } = media;
      const { users, sessions, accessTokens, signingKeys, rateLimits } = auth;
      const id = 'ada';
      const row = imageRow({ state: 'uploading' });
      const at = { createdAt: minute(0), lastUsedAt: minute(0), expiresAt: minute(1) };
      return [
        images.insert(row),
        ...[1, 2, 3].map((owner) => images.insert(imageRow({ owner: `${owner % 2}` }), { quota: 1e9 })),
        images.find(id),
        images.findByHash(id, id),
        images.update(id, {}, { set: { crashCount: 1 } }),
        images.remove(id, {}),
        images.list({ owner: id, order: 'taken', limit: 9, states: ['ready'], deleted: false }),
        quotas.usage(id),
        maintenance.listByState('ready', { limit: 9 }),
        maintenance.listTrash({ deletedBefore: minute(1), limit: 9 }),
        images.changes(id, { at: minute(0) }, 9),
        maintenance.forgetTombstones(minute(0)),
        drive.driveId(id),
        media.check(),
        users.insert({ id: row.id, name: row.id, email: row.id, passwordHash: '', createdAt: minute(0) }),
        users.find(id),
        users.findByEmail(id),
        users.findByName(id),
        users.setPasswordHash(id, { from: id, to: id }),
        users.list(),
        users.remove(id),
        sessions.insert({ id: row.id, userId: id, tokenHash: row.id, device: '', ...at }),
        sessions.find(id),
        sessions.list(id),
        sessions.touch(id, minute(0), minute(0)),
        sessions.remove(id, id),
        sessions.removeAll(id),
        accessTokens.insert({ id: row.id, userId: id, tokenHash: row.id, name: '', scopes: [], ...at }),
        accessTokens.find(id),
        accessTokens.list(id),
        accessTokens.touch(id, minute(0)),
        accessTokens.remove(id, id),
        accessTokens.removeAll(id),
        signingKeys.findOrInsert(async () => ({ id, privateKey: id, createdAt: minute(0), signsFrom: minute(0) })),
        signingKeys.insert({ id, privateKey: id, createdAt: minute(0), signsFrom: minute(0) }),
        signingKeys.moveBefore([id], minute(0)),
        signingKeys.remove([id]),
        rateLimits.noteEvent(id, minute(0)),
        rateLimits.countEvents(id, minute(0)),
        rateLimits.forgetEvents(minute(0)),
        auth.forgetExpired(minute(0)),
        auth.check(),
      ];
    }

    async function allRefuse(asked = calls()): Promise<void> {
      const begun = performance.now();
      const outcomes = await Promise.all(
        asked.map(async (call, number) => {
          const error = await call.then(
            () => 'resolved',
            (thrown: unknown) => thrown,
          );
          const inTime = performance.now() - begun < TWO_SECONDS;
          return { number, inTime, error };
        }),
      );
      expect(outcomes).toEqual(asked.map((_, number) => ({ number, inTime: true, error: expect.any(RepositoryUnavailable) as unknown })));
    }

    /** By itself, and all of it. */
    async function allAnswer(): Promise<void> {
      await until(async () => (await Promise.allSettled(calls())).every(({ status }) => status === 'fulfilled') || null, TEN_SECONDS);
    }

    it('is used as soon as it is there, when it is away at the start', async () => {
      await proxy.cut();
      databases = await open();
      await allRefuse();
      await allRefuse();
      await proxy.restore();
      await allAnswer();
    });

    it('is used as soon as it answers, when it hangs at the start', async () => {
      proxy.hang();
      databases = await open();
      await allRefuse();
      proxy.goOn();
      await allAnswer();
    });

    it('calls fail in time when it goes away, and succeed when it is back', async () => {
      databases = await open();
      await allAnswer();
      proxy.hang();
      const asked = calls();
      const refused = allRefuse(asked);
      await proxy.cut();
      await refused;
      await allRefuse();
      proxy.goOn();
      await proxy.restore();
      await allAnswer();
    });

    it('calls fail in time when it hangs, and succeed when it answers again', async () => {
      databases = await open();
      await allAnswer();
      proxy.hang();
      await allRefuse();
      await allRefuse();
      proxy.goOn();
      await allAnswer();
    });

    it('is not reported as unavailable when it is slow', async () => {
      const one = await connected(await MongoAuthDatabase.open(`${database.by(proxy.address)}&maxPoolSize=1`));
      // Longer than it may say nothing: many that wait for each other, then one alone.
      proxy.slow('users', 100);
      await Promise.all(Array.from({ length: 22 }, () => one.users.find('ada')));
      proxy.slow('users', 3_000);
      await one.users.find('ada');
      proxy.hang();
      await expect(one.users.find('ada')).rejects.toThrow('The database did not answer in time.');
      proxy.goOn();
      await one.close();
    });

    it('is reported as unavailable when it refuses the log-in', async () => {
      databases = await open('nobody:hunter2@');
      await allRefuse();
      for (const one of Object.values(databases)) await expect(one.check()).rejects.toThrow('The database refuses the log-in.');
    });

    it('is reported as unavailable when another server answers', async () => {
      await proxy.cut();
      const stranger = createServer((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n', () => socket.destroy()));
      await new Promise<void>((resolve) => void stranger.listen(Number(proxy.address.split(':')[1]), '127.0.0.1', resolve));
      databases = await open();
      await allRefuse();
      await new Promise((resolve) => void stranger.close(resolve));
    });

    it('closes in time while it hangs', async () => {
      databases = await open();
      await allAnswer();
      proxy.hang();
      const refused = allRefuse();
      const begun = performance.now();
      await Promise.all(Object.values(databases).map((one) => one.close()));
      expect(performance.now() - begun).toBeLessThan(5_000);
      await refused;
      await allRefuse();
    });
  });
});
