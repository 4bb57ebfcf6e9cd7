import http from 'node:http';
import https from 'node:https';

import { Client } from 'minio';

import { type ListedObject } from '#libs/ports/object-store.js';

import type { S3Client } from './client.js';
import { wayError } from './errors.js';
import type { S3Location } from './url.js';
import { ObjectExists, ObjectNotFound, StoreUnavailable } from '#libs/ports/errors.js';

/** Milliseconds for which a connection may lie idle: less than any server leaves it open. */
const IDLE = 4_000;
/** Milliseconds for which a bucket that could be written is taken for one that still can: a look at it costs nothing, a write does. */
const WRITTEN = 60_000;
/** What we write to see whether we can. No key of an object begins with a dot. */
const PROBE = '.shoebox/check';

/** Of a PUT: refused when something lies under the key (RFC 9110 section 13.1.2). */
export const ONLY_NEW = { 'if-none-match': '*' };

interface Listed {
  name?: string;
  size?: number;
  lastModified?: Date;
}

/** The bucket itself: made when it is missing, looked at, listed. */
export class S3Bucket {
  private readonly agent: http.Agent;
  private readonly minio: Client;
  private made: Promise<void> | undefined;
  private kept: Promise<void> | undefined;
  private writtenAt = -Infinity;

  constructor(
    private readonly at: S3Location,
    private readonly client: S3Client,
  ) {
    const { protocol, hostname, port } = new URL(at.origin);
    const secure = protocol === 'https:';
    const { Agent } = secure ? https : http;
    this.agent = new Agent({ keepAlive: true, timeout: IDLE });
    this.minio = new Client({
      endPoint: hostname.replace(/^\[(.*)\]$/, '$1'),
      ...(port && { port: Number(port) }),
      useSSL: secure,
      accessKey: at.accessKey,
      secretKey: at.secretKey,
      region: at.region,
      pathStyle: true,
      transportAgent: this.agent,
      retryOptions: { disableRetry: true },
    });
  }

  /** Resolves when the bucket is there; several processes may make it at once. @throws StoreUnavailable */
  ready(): Promise<void> {
    this.made ??= this.make().catch((error: unknown) => {
      this.made = undefined;
      throw wayError(error);
    });
    return this.made;
  }

  /** @throws StoreUnavailable when it was there and is gone: it is never made again, for a disk may not be mounted. */
  async expectThere(): Promise<void> {
    try {
      await this.head();
    } catch (error) {
      throw error instanceof ObjectNotFound ? new StoreUnavailable('The bucket of the object store is gone.') : error;
    }
  }

  /** Resolves when it can be read and written. @throws StoreUnavailable, StoreFull */
  async check(): Promise<void> {
    await this.expectThere();
    await this.keepsKeys();
    if (performance.now() - this.writtenAt > WRITTEN) await this.write();
  }

  /** Resolves when the server refuses to write a key twice; one that does not is refused itself. @throws StoreUnavailable, StoreFull */
  keepsKeys(): Promise<void> {
    this.kept ??= this.tryTwice().catch((error: unknown) => {
      this.kept = undefined;
      throw error;
    });
    return this.kept;
  }

  async *list(prefix: string): AsyncGenerator<ListedObject> {
    const found = this.minio.listObjectsV2(this.at.bucket, prefix, true);
    const each = found[Symbol.asyncIterator]() as AsyncIterator<Listed>;
    try {
      for (;;) {
        const { done, value } = await this.patiently(() => each.next());
        if (done) return;
        const { name, size, lastModified } = value;
        if (name && !name.startsWith('.')) yield { key: name, size: size ?? 0, modifiedAt: lastModified ?? new Date(0) };
      }
    } catch (error) {
      throw wayError(error);
    } finally {
      found.destroy();
    }
  }

  async close(): Promise<void> {
    this.agent.destroy();
  }

  private async make(): Promise<void> {
    try {
      await this.head();
    } catch (error) {
      if (!(error instanceof ObjectNotFound)) throw error;
      await this.patiently(() => this.minio.makeBucket(this.at.bucket, this.at.region)).catch((refused: { code?: string }) => {
        if (refused.code !== 'BucketAlreadyOwnedByYou' && refused.code !== 'BucketAlreadyExists') throw refused;
      });
    }
  }

  private async head(): Promise<void> {
    await (await this.client.send({ method: 'HEAD', key: '' })).body.dump();
  }

  private async write(headers: Record<string, string> = {}): Promise<void> {
    await (await this.client.send({ method: 'PUT', key: PROBE, headers })).body.dump();
    this.writtenAt = performance.now();
  }

  private async tryTwice(): Promise<void> {
    await this.write();
    try {
      await this.write(ONLY_NEW);
    } catch (error) {
      if (error instanceof ObjectExists) return;
      throw error;
    }
    throw new StoreUnavailable('The object store writes a key twice: it does not honour If-None-Match, and is no place for originals.');
  }

  /** minio's client knows no time limit, and would wait for ever for a server that hangs. */
  private patiently<T>(work: () => Promise<T>): Promise<T> {
    return this.client.watchdog.run((signal) => {
      signal.addEventListener('abort', () => this.agent.destroy());
      return work();
    });
  }
}
