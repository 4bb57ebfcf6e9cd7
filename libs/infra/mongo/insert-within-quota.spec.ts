import { mongo } from 'mongoose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { imageRow } from '#libs/ports/image-fixture.contract.js';

import { connected, ownDatabase } from '../../../test/harness/servers/mongo.js';
import { Random } from '../../../test/harness/images/random.js';
import { describeOn, realServer } from '../../../test/harness/servers/servers.js';
import { TcpProxy } from '../../../test/harness/servers/tcp-proxy.js';
import { MongoMediaDatabase } from './media-database.js';
import type { ImageDocument } from './media.schema.js';
import { QuotaExceeded, RepositoryUnavailable } from '#libs/ports/errors.js';
import type { ImageRow } from '#libs/domain/image/image-row.js';

describeOn('on a real server', [await realServer('mongo')], (server) => {
  describe('the quota of MongoImageRepository', () => {
    let own: ReturnType<typeof ownDatabase>;
    let client: mongo.MongoClient;
    beforeEach(async () => {
      own = ownDatabase(server!);
      client = await new mongo.MongoClient(own.url).connect();
    });
    afterEach(async () => {
      await client.close();
      await own.drop();
    });

    const rows = () => client.db().collection<ImageDocument>('images').find().toArray();
    const sum = (documents: readonly { bytes: number }[]) => documents.reduce((all, { bytes }) => all + bytes, 0);
    const uploading = (given: Partial<ImageRow> = {}) => imageRow({ bytes: 10, state: 'uploading', ...given });

    /** As a client does that was told to come again. */
    async function put({ images }: MongoMediaDatabase): Promise<void> {
      const row = uploading();
      for (;;) {
        try {
          return await images.insert(row, { quota: 205 });
        } catch (error) {
          if (!(error instanceof RepositoryUnavailable)) throw error;
          if (await images.find(row.id)) return;
        }
      }
    }

    it('is enforced across processes, to the last byte', async () => {
      // Each URL has a connection of its own, as each process has.
      const processes = await Promise.all([1, 2, 3].map((i) => MongoMediaDatabase.open(`${own.url}?appName=${i}`)));
      await Promise.all(processes.map(connected));
      const all = await Promise.allSettled(processes.flatMap((database) => Array.from({ length: 10 }, () => put(database))));
      const refused = all.filter((result) => result.status === 'rejected').map(({ reason }) => reason as Error);
      expect(refused).toHaveLength(10);
      for (const error of refused) expect(error).toBeInstanceOf(QuotaExceeded);
      const kept = await rows();
      expect(sum(kept)).toBe(200);
      expect(kept.map(({ turn }) => turn).sort((a, b) => a! - b!)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
      await Promise.all(processes.map((database) => database.close()));
    });

    it('stays exact when the answers of inserts are lost', async ({ annotate }) => {
      const random = new Random();
      await annotate(`seed ${random.seed}`);
      const proxy = await TcpProxy.open(server!, (connection, bytes) => {
        // The server may have had it or not.
        if (bytes.includes('insert') && random.chance(0.3)) connection.destroy();
      });
      const database = await MongoMediaDatabase.open(own.by(proxy.address));
      const { images } = database;
      await connected(database);
      const told: PromiseSettledResult<void>[] = [];
      for (let round = 0; round < 6; round++) {
        told.push(...(await Promise.allSettled(Array.from({ length: 5 }, () => images.insert(uploading(), { quota: 105 })))));
        expect(sum(await rows())).toBeLessThanOrEqual(105);
      }
      const [landed, acknowledged] = [await rows(), told.filter(({ status }) => status === 'fulfilled')];
      expect(landed.length).toBeGreaterThanOrEqual(acknowledged.length);
      for (const result of told) {
        if (result.status === 'rejected')
          expect(result.reason).toSatisfy((error) => error instanceof QuotaExceeded || error instanceof RepositoryUnavailable);
      }
      await database.close();
      await proxy.cut();
      // What is left of it can be had to the last byte, by the next process, at once.
      const next = await connected(await MongoMediaDatabase.open(own.url));
      const left = 105 - sum(landed);
      await expect(next.images.insert(uploading({ bytes: left + 1 }), { quota: 105 })).rejects.toMatchObject({ used: sum(landed) });
      await next.images.insert(uploading({ bytes: left }), { quota: 105 });
      await next.close();
    });

    it('counts concurrent uploads of the same bytes twice for later inserts of other bytes', async () => {
      const database = await connected(await MongoMediaDatabase.open(own.url));
      const { images } = database;
      const same = { bytes: 100, sha256: 'ab'.repeat(32) };
      await images.insert(uploading(same), { quota: 300 });
      const twin = images.insert(uploading(same), { quota: 300 });
      await expect(images.insert(uploading({ bytes: 150 }), { quota: 300 })).rejects.toMatchObject({ used: 200 });
      await twin;
      await database.close();
    });

    it('refuses no insert because of the count of another one', async () => {
      const database = await connected(await MongoMediaDatabase.open(own.url));
      const { images } = database;
      const twins = Array.from({ length: 4 }, () => uploading({ bytes: 100, sha256: 'ab'.repeat(32) }));
      await Promise.all(twins.map((twin) => images.insert(twin, { quota: 200 })));
      expect(await rows()).toHaveLength(4);
      await database.close();
    });

    it('uses no number twice, also after the last row was removed', async () => {
      const database = await connected(await MongoMediaDatabase.open(own.url));
      const { images } = database;
      for (let i = 0; i < 3; i++) {
        const row = uploading();
        await images.insert(row, { quota: 10 });
        await images.remove(row.id, {});
      }
      expect((await rows()).map(({ turn }) => turn)).toEqual([1, 2, 3]);
      await database.close();
    });

    it('inserts nothing after its call has failed', async () => {
      const proxy = await TcpProxy.open(server!);
      const database = await MongoMediaDatabase.open(own.by(proxy.address));
      const { images } = database;
      await images.insert(uploading(), { quota: 100 });
      proxy.hang();
      const late = await Promise.allSettled(Array.from({ length: 5 }, () => images.insert(uploading(), { quota: 100 })));
      expect(late.map((result) => result.status === 'rejected' && (result.reason as Error).constructor)).toEqual(
        Array(5).fill(RepositoryUnavailable),
      );
      proxy.goOn();
      // The queued inserts do nothing any more; this one comes after them.
      await put(database);
      expect(await rows()).toHaveLength(2);
      await database.close();
      await proxy.cut();
    });
  });
});
