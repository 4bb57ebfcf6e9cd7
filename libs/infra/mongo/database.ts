import { createConnection, type Connection, type Model, type mongo, type Schema } from 'mongoose';

import { CALL_TIMEOUT, mongoClient } from './client.js';
import { mongoError, unavailable } from './errors.js';
import { migrate, touchNote, type Migrations } from './migrations.js';
import { RepositoryFull, RepositoryUnavailable } from '#libs/ports/errors.js';

/** Milliseconds without a sign of life after which a call fails: requests must get their 503 within two seconds. */
const SILENCE_TIMEOUT = 1_700;

/**
 * One database of a MongoDB server. The server may be away at the start: each call connects and migrates first if necessary, and retries
 * what failed before.
 */
export class MongoDatabase {
  private static readonly opened = new Map<string, MongoDatabase>();

  private readonly connection: Connection = createConnection();
  private readonly client: mongo.MongoClient;
  private readonly migrated = new Map<string, Promise<void>>();
  private readonly calls = new Set<Promise<unknown>>();
  private connecting: Promise<void> | undefined;
  private users = 0;
  /** Liveness watchdog: the time of the primary's last answer or heartbeat. It tells a slow server from one that is away. */
  private heard = 0;
  private closed = false;

  private constructor(private readonly url: string) {
    this.client = mongoClient(url);
    this.client.on('serverHeartbeatSucceeded', ({ reply }) => {
      if (reply['isWritablePrimary'] ?? reply['ismaster']) this.heard = performance.now();
    });
  }

  /**
   * Opening a URL again returns the same object and connection pool, which closes with its last user. Starts to connect, so the first call
   * waits less. @throws ConfigError when the URL is malformed
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
   * Runs one call after connecting and migrating. `signal` is aborted when the call has timed out: work in several steps must stop then.
   * @throws RepositoryUnavailable, within two seconds when the server shows no sign of life; RepositoryFull, UniqueViolation
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

  /** Resolves when the database can be read and written, or is full. */
  async check(migrations: Migrations): Promise<void> {
    try {
      // A server that is read-only, or has lost its majority, still answers reads.
      await this.run(migrations, () => touchNote(this.db, migrations));
    } catch (error) {
      if (!(error instanceof RepositoryFull)) throw error;
    }
  }

  /** The time of the server's clock; to be called within `run`. */
  async now(): Promise<Date> {
    const { localTime } = (await this.db.command({ hello: 1 })) as { localTime: Date };
    return localTime;
  }

  /** Waits for the calls made before. */
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
      const left = Math.min(SILENCE_TIMEOUT - (now - Math.max(began, this.heard)), CALL_TIMEOUT - (now - began));
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
