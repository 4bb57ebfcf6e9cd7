import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

import { mapConcurrent } from '#libs/concurrency/map-concurrent.js';
import { ConfigError } from '#libs/config/config-error.js';
import { sha256OfFile } from '#libs/hash/sha256.js';
import { ObjectStore, type ByteRange, type ListedObject, type PutOptions, type StoredObject } from '#libs/ports/object-store.js';

import { expectHash } from '../expect-hash.js';
import { checkPrefix, keySegments } from '../object-key.js';
import { ONLY_NEW, S3Bucket } from './bucket.js';
import { S3Client, type S3Answer } from './client.js';
import { wayError } from './errors.js';
import { parseS3Url } from './url.js';
import { ObjectExists, ObjectNotFound, StoreUnavailable } from '#libs/ports/errors.js';

/** The header that contains all metadata. */
const METADATA_HEADER = 'x-amz-meta-shoebox';
/** Amazon S3 allows 2 KB of user metadata, names included. */
const MAX_BYTES = 2_000;
/** Concurrent removals. */
const AT_ONCE = 8;

/**
 * Objects in one bucket of an S3 server: Amazon S3, MinIO, or any other that honours `If-None-Match`, which prevents writing a key twice,
 * and verifies `x-amz-content-sha256`. Metadata is a header of its object.
 */
export class S3ObjectStore extends ObjectStore {
  private constructor(
    private readonly client: S3Client,
    private readonly bucket: S3Bucket,
  ) {
    super();
  }

  /** Resolves without a server: the first call creates the bucket when it is missing. @throws ConfigError */
  static async open(storageUrl: string): Promise<S3ObjectStore> {
    const location = parseS3Url(storageUrl);
    const client = new S3Client(location);
    try {
      return new S3ObjectStore(client, new S3Bucket(location, client));
    } catch (cause) {
      throw new ConfigError(`SHOEBOX_STORAGE_URL names ${location.origin}, where no server can be.`, { cause });
    }
  }

  async put(key: string, file: string, { type, sha256, metadata, replace }: PutOptions): Promise<void> {
    keySegments(key);
    await this.bucket.ready();
    await this.bucket.keepsKeys();
    const headers = {
      ...(!replace && ONLY_NEW),
      'content-type': type,
      ...(metadata && { [METADATA_HEADER]: encodeMetadata(metadata) }),
    };
    try {
      const { size } = await stat(file);
      const sum = sha256 ?? (await sha256OfFile(file));
      const stream = createReadStream(file);
      const body = { stream, size, sha256: sum };
      await this.client
        .send({ method: 'PUT', key, headers, body })
        .then((answer) => answer.body.dump())
        .catch(async (error: unknown) => {
          // A server may refuse a body that it has not read by closing the connection (VersityGW), and its answer may be lost with it.
          if (!replace && stream.bytesRead < size && (await this.exists(key))) throw new ObjectExists(key, { cause: error });
          throw error;
        })
        .finally(() => stream.destroy());
    } catch (error) {
      throw wayError(error);
    }
  }

  async get(key: string, range?: ByteRange): Promise<StoredObject> {
    keySegments(key);
    if (range && (range.start < 0 || range.start > range.end)) throw new RangeError(`bytes ${range.start} to ${range.end}`);
    const answer = await this.ask(key, range && { range: `bytes=${range.start}-${range.end}` });
    // A reader that stops half-way does not listen for errors.
    answer.body.on('error', () => undefined);
    const size = wholeSize(answer);
    if (range && range.end >= size) {
      answer.body.destroy();
      throw new RangeError(`bytes ${range.start} to ${range.end} of ${size}`);
    }
    return { size, stream: answer.body };
  }

  async stat(key: string): Promise<ListedObject> {
    const headers = await this.head(key);
    return { key, size: Number(headers['content-length']), modifiedAt: new Date(String(headers['last-modified'])) };
  }

  async fetch(key: string, file: string, { sha256 }: { sha256?: string } = {}): Promise<void> {
    keySegments(key);
    const { body, headers } = await this.ask(key);
    const made = createWriteStream(file, { flags: 'wx', mode: 0o600, flush: false });
    let ours = false;
    made.once('open', () => (ours = true));
    try {
      await this.client.watchdog.run(
        (signal) => pipeline(body, fromAfar, made, { signal }),
        () => made.bytesWritten,
      );
      if (made.bytesWritten !== Number(headers['content-length'])) throw new StoreUnavailable('The object ended before its end.');
    } catch (error) {
      // A file that existed before must stay.
      if (ours) await rm(file, { force: true });
      throw error;
    }
    if (sha256) await expectHash(file, sha256, key);
  }

  async metadata(key: string): Promise<Record<string, string> | null> {
    const text = (await this.head(key))[METADATA_HEADER];
    return typeof text === 'string' ? decodeMetadata(text) : null;
  }

  async remove(keys: readonly string[]): Promise<void> {
    keys.forEach(keySegments);
    if (keys.length === 0) return;
    await this.bucket.ready();
    await mapConcurrent(keys, AT_ONCE, (key) => this.removeOne(key));
  }

  async *list(prefix: string): AsyncIterable<ListedObject> {
    checkPrefix(prefix);
    await this.bucket.ready();
    yield* this.bucket.list(prefix);
  }

  /** There is nothing to sweep: the server stores no part of an incomplete body. */
  async sweep(): Promise<number> {
    return 0;
  }

  async freeBytes(): Promise<null> {
    return null;
  }

  async check(): Promise<void> {
    await this.bucket.ready();
    await this.bucket.check();
  }

  async close(): Promise<void> {
    await Promise.all([this.client.close(), this.bucket.close()]);
  }

  /** False also when the server does not say. */
  private exists(key: string): Promise<boolean> {
    return this.stat(key).then(
      () => true,
      () => false,
    );
  }

  private async head(key: string): Promise<S3Answer['headers']> {
    keySegments(key);
    await this.bucket.ready();
    const { headers, body } = await this.client.send({ method: 'HEAD', key }).catch((error: unknown) => this.missing(error));
    await body.dump();
    return headers;
  }

  private async removeOne(key: string): Promise<void> {
    try {
      await (await this.client.send({ method: 'DELETE', key })).body.dump();
    } catch (error) {
      // Amazon and MinIO answer with success, other servers with 404.
      if (!(error instanceof ObjectNotFound)) throw error;
    }
  }

  /** Tells a missing object from a missing bucket: the answer to a HEAD has no body with a code. */
  private async missing(error: unknown): Promise<never> {
    if (error instanceof ObjectNotFound) await this.bucket.expectThere();
    throw error;
  }

  private async ask(key: string, headers?: Record<string, string>): Promise<S3Answer> {
    await this.bucket.ready();
    return this.client.send({ method: 'GET', key, ...(headers && { headers }) });
  }
}

/** Bytes of the whole object, also for a range (RFC 9110, section 14.4). */
function wholeSize({ headers }: S3Answer): number {
  const whole = /\/(\d+)$/.exec(String(headers['content-range'] ?? ''))?.[1];
  return Number(whole ?? headers['content-length']);
}

/** Translates errors of the body only, so the pipeline's other errors are those of the disk. */
async function* fromAfar(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* body;
  } catch (error) {
    throw wayError(error);
  }
}

/**
 * Encodes metadata for a header: JSON, deflated, in base64url, since headers are ASCII and servers differ in how they treat case and spaces.
 * The metadata of an original with a name of 255 characters takes less than half of the limit.
 */
function encodeMetadata(metadata: Record<string, string>): string {
  const text = deflateRawSync(JSON.stringify(metadata), { level: 9 }).toString('base64url');
  if (text.length + METADATA_HEADER.length > MAX_BYTES) throw new RangeError('The metadata is longer than an object store takes.');
  return text;
}

function decodeMetadata(text: string): Record<string, string> {
  return JSON.parse(inflateRawSync(Buffer.from(text, 'base64url')).toString()) as Record<string, string>;
}
