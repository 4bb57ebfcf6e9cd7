import { Client as S3Client } from 'minio';
import { mongo } from 'mongoose';

import type { App } from '../harness/drive/app.js';
import type { StoredRow } from '../harness/drive/data-dir.js';
import { Stack } from '../harness/drive/stack.js';
import { until } from '../harness/http/until.js';
import { OwnServer } from '../harness/servers/own-servers.js';
import { S3Proxy } from '../harness/servers/s3-proxy.js';
import type { Fault, Form } from './form.js';
import { COMPILED } from './points.js';
import { Site } from './site.js';
import { LOCK_SECONDS, stackFaults, type OwnServers, type StackParts } from './stack-faults.js';

/** Longer than a process is ever stopped, as the default of an hour is. */
const ENV = { SHOEBOX_UPKEEP_SECONDS: '1', SHOEBOX_GRACE_SECONDS: '20', SHOEBOX_LOCK_SECONDS: String(LOCK_SECONDS), ...COMPILED };

/** A row as it lies in MongoDB. */
interface StoredDocument extends Omit<StoredRow, 'id' | 'keys' | 'deletedAt'> {
  _id: string;
  deletedAt?: Date | null;
  sizes?: Record<string, { key?: string | null }>;
}

/** The drive in five processes, with servers of its own. */
export class StackForm implements Form, StackParts {
  readonly name = 'stack';
  readonly site = new Site();
  readonly faults: readonly Fault[];
  readonly expected = new Set<App>();
  private readonly database: mongo.MongoClient;

  private constructor(
    readonly servers: OwnServers,
    readonly stack: Stack,
  ) {
    this.faults = stackFaults(this);
    this.database = new mongo.MongoClient(servers.mongo.url);
  }

  /** @param other the build of another version, for one of two media services and one of two workers */
  static async start(env: Record<string, string> = {}, store: 's3' | 'versitygw' = 's3', other?: string): Promise<StackForm> {
    const [redis, database, s3] = await Promise.all([OwnServer.start('redis'), OwnServer.start('mongo'), OwnServer.start(store)]);
    const answers = await S3Proxy.open(s3.url);
    const urls = { mongo: database.url, s3: answers.url, redis: redis.url };
    const count = { worker: 2, ...(other && { media: 2 }) };
    const stack = await Stack.start(urls, { count, env: { ...ENV, ...env }, ...(other && { other }) });
    const form = new StackForm({ redis, mongo: database, s3, answers }, stack);
    form.site.open(stack.url);
    return form;
  }

  readonly stored = {
    rows: () => this.rows(),
    objects: () => this.objects(),
  };

  /** Starts again what ended, and waits until all is ready. */
  async restored(): Promise<string[]> {
    const crashes: string[] = [];
    for (const app of Object.values(this.stack.apps).flat()) {
      if (app.process.exitCode === null && app.process.signalCode === null) continue;
      if (!this.expected.has(app)) crashes.push(`${app.name} ended by itself:\n${app.lines.slice(-20).join('\n')}`);
      await this.stack.again(app);
    }
    await this.stack.ready();
    return crashes;
  }

  async close(): Promise<void> {
    await this.database.close();
    await Promise.all(Object.values(this.stack.apps).flatMap((list) => list.map((app) => app.stop('SIGKILL'))));
    const { stores } = this.stack;
    await Promise.all([stores.mongo.cut(), stores.s3.cut(), stores.redis.cut()]);
    const { redis, mongo: database, s3, answers } = this.servers;
    await answers.close();
    await Promise.all([redis.close(), database.close(), s3.close()]);
  }

  private async rows(): Promise<StoredRow[]> {
    const name = new URL(this.stack.stores.env.SHOEBOX_DATABASE_URL).pathname.slice(1);
    const find = () =>
      this.database
        .db(name)
        .collection<StoredDocument>('images')
        .find({ state: { $ne: 'removed' } })
        .toArray();
    // A connection of before its death is noticed at the first call.
    const documents = await until(() => find().catch(() => null), 30_000);
    return documents.map(({ _id, deletedAt, sizes = {}, ...row }) => {
      const keys = Object.values(sizes).flatMap(({ key }) => (key ? [key] : []));
      return { ...row, id: _id, deletedAt: deletedAt?.getTime() ?? null, keys };
    });
  }

  private async objects(): Promise<string[]> {
    const { hostname, port, username, password } = new URL(this.servers.s3.url);
    const client = new S3Client({ endPoint: hostname, port: Number(port), useSSL: false, accessKey: username, secretKey: password });
    const bucket = new URL(this.stack.stores.env.SHOEBOX_STORAGE_URL.replace('s3+', '')).pathname.slice(1);
    const list = async () => {
      const keys: string[] = [];
      for await (const { name } of client.listObjectsV2(bucket, '', true) as AsyncIterable<{ name: string }>) keys.push(name);
      return keys;
    };
    const keys = await until(() => list().catch(() => null), 30_000);
    // The drive's id, tombstones, and what a check of the store writes belong to no picture.
    return keys.filter((key) => /^[^/]+\/[^/]+\/(original|\d+-\d+\/\w+)$/.test(key));
  }
}
