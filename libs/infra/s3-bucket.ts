import http from 'node:http';
import https from 'node:https';

import { Client, type ClientOptions } from 'minio';

import { ObjectNotFound, StoreUnavailable, type ListedObject } from '#libs/ports/object-store.js';

import type { S3Client } from './s3-client.js';
import { answerError, wayError } from './s3-errors.js';
import type { S3Location } from './s3-url.js';

/** Milliseconds without a byte after which the server counts as away. */
const STANDSTILL = 1_700;
/** Milliseconds for which a bucket that could be written is taken for one that still can: a look at it costs nothing, a write does. */
const WRITTEN = 60_000;
/** What we write to see whether we can. No key of an object begins with a dot. */
const PROBE = '.shoebox/check';

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
  private writtenAt = -Infinity;

  constructor(
    private readonly at: S3Location,
    private readonly client: S3Client,
  ) {
    const { protocol, hostname, port } = new URL(at.origin);
    const secure = protocol === 'https:';
    const { Agent } = secure ? https : http;
    this.agent = new Agent({ keepAlive: true, timeout: STANDSTILL });
    this.minio = new Client({
      endPoint: hostname,
      ...(port && { port: Number(port) }),
      useSSL: secure,
      accessKey: at.accessKey,
      secretKey: at.secretKey,
      region: at.region,
      pathStyle: true,
      transportAgent: this.agent,
      transport: impatient(secure ? https : http),
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

  /** Resolves when it can be read and written. @throws StoreUnavailable, StoreFull */
  async check(): Promise<void> {
    try {
      await (await this.client.send({ method: 'HEAD', key: '' })).body.dump();
      if (performance.now() - this.writtenAt < WRITTEN) return;
      await (await this.client.send({ method: 'PUT', key: PROBE })).body.dump();
      this.writtenAt = performance.now();
    } catch (error) {
      // Somebody took it away: the next call makes it again.
      this.made = undefined;
      throw error instanceof ObjectNotFound ? new StoreUnavailable('The bucket of the object store is gone.') : error;
    }
  }

  async *list(prefix: string): AsyncGenerator<ListedObject> {
    try {
      for await (const found of this.minio.listObjectsV2(this.at.bucket, prefix, true)) {
        const { name, size, lastModified } = found as Listed;
        if (!name || name.startsWith('.')) continue;
        yield { key: name, size: size ?? 0, modifiedAt: lastModified ?? new Date(0) };
      }
    } catch (error) {
      const { statusCode, code } = error as { statusCode?: number; code?: string };
      throw statusCode ? answerError(statusCode, code ?? '', prefix) : wayError(error);
    }
  }

  async close(): Promise<void> {
    this.agent.destroy();
  }

  private async make(): Promise<void> {
    try {
      await (await this.client.send({ method: 'HEAD', key: '' })).body.dump();
    } catch (error) {
      if (!(error instanceof ObjectNotFound)) throw error;
      await this.minio.makeBucket(this.at.bucket, this.at.region).catch((refused: { code?: string }) => {
        if (refused.code !== 'BucketAlreadyOwnedByYou' && refused.code !== 'BucketAlreadyExists') throw refused;
      });
    }
  }
}

/** The client knows no time limit, and waits for ever for a server that hangs. */
function impatient(module: typeof http | typeof https): NonNullable<ClientOptions['transport']> {
  const request = (options: http.RequestOptions, onAnswer: (answer: http.IncomingMessage) => void) => {
    const sent = module.request(options, onAnswer);
    return sent.on('timeout', () => sent.destroy(new Error(`no byte in ${STANDSTILL} ms`)));
  };
  return { request: request as typeof http.request };
}
