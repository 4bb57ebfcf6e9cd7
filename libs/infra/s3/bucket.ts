import http from 'node:http';
import https from 'node:https';

import { Client } from 'minio';

import { type ListedObject } from '#libs/ports/object-store.js';

import type { S3Client } from './client.js';
import { wayError } from './errors.js';
import type { S3Location } from './url.js';
import { ObjectExists, ObjectNotFound, StoreUnavailable } from '#libs/ports/errors.js';

/** Milliseconds that a connection may be idle: less than servers keep it open. */
const IDLE = 4_000;
/** Milliseconds for which a successful write counts as a check: a read costs nothing, a write does. */
const WRITTEN = 60_000;
/** The key that the check writes. No object key begins with a dot. */
const PROBE = '.shoebox/check';

/** Header of a PUT that fails when the key has an object (RFC 9110, section 13.1.2). */
export const ONLY_NEW = { 'if-none-match': '*' };

interface Listed {
  name?: string;
  size?: number;
  lastModified?: Date;
}

/** The bucket: created when it is missing, checked, listed. */
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

  /** Resolves when the bucket exists. Several processes may create it at the same time. @throws StoreUnavailable */
  ready(): Promise<void> {
    this.made ??= this.make().catch((error: unknown) => {
      this.made = undefined;
      throw wayError(error);
    });
    return this.made;
  }

  /** @throws StoreUnavailable when the bucket is gone. It is never created again: a disk of the server may not be mounted. */
  async expectThere(): Promise<void> {
    try {
      await this.head();
    } catch (error) {
      throw error instanceof ObjectNotFound ? new StoreUnavailable('The bucket of the object store is gone.') : error;
    }
  }

  /** Resolves when the bucket can be read and written. @throws StoreUnavailable, StoreFull */
  async check(): Promise<void> {
    await this.expectThere();
    await this.keepsKeys();
    if (performance.now() - this.writtenAt > WRITTEN) await this.write();
  }

  /** Checks that the server refuses to write a key twice. @throws StoreUnavailable, also when it does not refuse; StoreFull */
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
        const { done, value } = await this.watched(() => each.next());
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
      // Another process may make it at the same time, which servers answer in several ways.
      await this.watched(() => this.minio.makeBucket(this.at.bucket, this.at.region)).catch(async (refused: unknown) => {
        await this.head().catch(() => Promise.reject(refused));
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
    throw new StoreUnavailable('The object store writes a key twice: it does not honour If-None-Match, so it can not store originals.');
  }

  /** The minio client has no timeout and would wait forever for a server that hangs. */
  private watched<T>(work: () => Promise<T>): Promise<T> {
    return this.client.watchdog.run((signal) => {
      signal.addEventListener('abort', () => this.agent.destroy());
      return work();
    });
  }
}
