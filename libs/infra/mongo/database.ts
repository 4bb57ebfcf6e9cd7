import { createConnection, type Connection, type Model, type mongo, type Schema } from 'mongoose';

import { LONGEST, mongoClient } from './client.js';
import { mongoError, unavailable } from './errors.js';
import { migrate, touchNote, type Migrations } from './migrations.js';
import { RepositoryFull, RepositoryUnavailable } from '#libs/ports/errors.js';

/** Milliseconds without any sign of life after which a call fails, whatever it waits for: 503 must be out within two seconds. */
const SILENCE = 1_700;

/**
 * One database of a MongoDB server. Nothing here needs the server to be there: each call connects and migrates first when that has not
 * been done, and what failed is tried again by the next.
 */
export class MongoDatabase {
  private static readonly opened = new Map<string, MongoDatabase>();

  private readonly connection: Connection = createConnection();
  private readonly client: mongo.MongoClient;
  private readonly migrated = new Map<string, Promise<void>>();
  private readonly calls = new Set<Promise<unknown>>();
  private connecting: Promise<void> | undefined;
  private users = 0;
  /** When the server that writes gave its last sign of life, an answer or a heartbeat: one that is only slow is not away. */
  private heard = 0;
  private closed = false;

  private constructor(private readonly url: string) {
    this.client = mongoClient(url);
    this.client.on('serverHeartbeatSucceeded', ({ reply }) => {
      if (reply['isWritablePrimary'] ?? reply['ismaster']) this.heard = performance.now();
    });
  }

  /**
   * Who opens one URL twice gets the same object, with its one pool of connections, which closes with its last user. Begins to connect,
   * so that the first call need not wait for it. @throws ConfigError when the URL is malformed
   */
  static open(url: string): MongoDatabase {
    const database = MongoDatabase.opened.get(url) ?? new MongoDatabase(url);
    MongoDatabase.opened.set(url, database);
    database.users++;
    database.connect().catch(() => undefined);
    return database;
  }

  model<T>(name: string, schema: Schema): Model<T> {
    return (this.connection.models[name] ?? this.connection.model(name, schema)) as unknown as Model<T>;
  }

  /**
   * Does the work of one call on a database that is connected and migrated. `signal` aborts when the call has failed for lack of time:
   * work in several steps takes no more then. @throws RepositoryUnavailable, within two seconds when the server gives no sign of life;
   * RepositoryFull, UniqueViolation
   */
  async run<T>(migrations: Migrations, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.closed) throw new RepositoryUnavailable('The database is closed.');
    const call = this.inTime(async (signal) => {
      await this.connect();
      await this.migrate(migrations);
      return work(signal);
    });
    this.calls.add(call);
    try {
      const result = await call;
      this.heard = performance.now();
      return result;
    } catch (error) {
      throw mongoError(error);
    } finally {
      this.calls.delete(call);
    }
  }

  /** Resolves when it can be read and written, or has no room left. */
  async check(migrations: Migrations): Promise<void> {
    try {
      // A server that is read-only, or has lost most of its members, still answers who only asks.
      await this.run(migrations, () => touchNote(this.db, migrations));
    } catch (error) {
      if (!(error instanceof RepositoryFull)) throw error;
    }
  }

  /** Lets the calls that were made before come to their end. */
  async close(): Promise<void> {
    if (this.closed || --this.users > 0) return;
    this.closed = true;
    MongoDatabase.opened.delete(this.url);
    await Promise.allSettled(this.calls);
    await this.connection.destroy(true);
    await this.client.close();
  }

  private get db(): mongo.Db {
    return this.client.db();
  }

  private connect(): Promise<void> {
    this.connecting ??= this.client
      .connect()
      .then((client) => void this.connection.setClient(client))
      .catch((error: unknown) => {
        this.connecting = undefined;
        throw unavailable(error);
      });
    return this.connecting;
  }

  private migrate(migrations: Migrations): Promise<void> {
    const { name } = migrations;
    const migrating =
      this.migrated.get(name) ??
      migrate(this.db, migrations).catch((error: unknown) => {
        this.migrated.delete(name);
        throw error;
      });
    this.migrated.set(name, migrating);
    return migrating;
  }

  private async inTime<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const { promise: late, reject } = Promise.withResolvers<never>();
    const began = performance.now();
    let timer: NodeJS.Timeout;
    const look = () => {
      const now = performance.now();
      const left = Math.min(SILENCE - (now - Math.max(began, this.heard)), LONGEST - (now - began));
      if (left > 0) {
        timer = setTimeout(look, Math.ceil(left));
        return;
      }
      const error = new RepositoryUnavailable('The database did not answer in time.');
      controller.abort(error);
      reject(error);
    };
    look();
    try {
      return await Promise.race([work(controller.signal), late]);
    } finally {
      clearTimeout(timer!);
    }
  }
}
