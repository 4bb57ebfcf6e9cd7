import type { Readable } from 'node:stream';

import { StoreUnavailable } from './errors.js';

/** The bytes of an object, or of a range of it. */
export interface StoredObject {
  /** Bytes of the whole object, also when a range is streamed. */
  size: number;
  /** The reader must read it to the end or destroy it. */
  stream: Readable;
}

export interface ListedObject {
  key: string;
  size: number;
  modifiedAt: Date;
  /** The key has metadata and no object. Listed on request only. */
  metadataOnly?: true;
}

/** First and last byte, both included (RFC 9110, section 14.1.2). */
export interface ByteRange {
  start: number;
  end: number;
}

export interface PutOptions {
  /** Media type of the object. */
  type: string;
  /** SHA-256 of the bytes in hex. A store that can verify it does so. */
  sha256?: string;
  /** Facts about an original, with which a drive can be rebuilt from its objects alone. Any Unicode. */
  metadata?: Record<string, string>;
  /** Replaces an object that lies under the key, in one atomic step: a damaged original that is healed, or the copy of a row. */
  replace?: boolean;
}

/**
 * The store of originals and variants. A key is one or more segments of `[A-Za-z0-9_-][A-Za-z0-9._-]*` joined by `/`. A segment has at most
 * 200 characters and does not end in `.json`, where the file store keeps metadata; any other key is a `TypeError`. No key is a path prefix
 * of another. A key is written once and never again, but to replace a damaged object or the copy of a row.
 */
export abstract class ObjectStore {
  /**
   * Stores the bytes of the file under the key. When it resolves, the object is complete and durable. When it rejects, the key has no
   * object, with two exceptions: `ObjectExists`, and `StoreUnavailable` of a store behind a network, where the answer may have been lost.
   * A caller that gives up the key must remove it. The store may move the file; the caller removes what is left of it.
   * @throws ObjectExists, StoreFull, StoreUnavailable
   */
  abstract put(key: string, file: string, options: PutOptions): Promise<void>;

  /** @throws ObjectNotFound, StoreUnavailable; RangeError for a range beyond the end */
  abstract get(key: string, range?: ByteRange): Promise<StoredObject>;

  /**
   * The whole object in memory, for small ones: a stream costs several times as much.
   * @param bytes what it should have @returns null when it has another size @throws ObjectNotFound, StoreUnavailable
   */
  async read(key: string, bytes: number): Promise<Buffer | null> {
    const { size, stream } = await this.get(key);
    if (size !== bytes) {
      stream.destroy();
      return null;
    }
    // `buffer` of node:stream/consumers goes through a Blob, which costs several times as much.
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (body.length !== bytes) throw new StoreUnavailable('An object ended before its last byte.');
    return body;
  }

  /** Size and time of the object. @throws ObjectNotFound, StoreUnavailable */
  abstract stat(key: string): Promise<ListedObject>;

  /**
   * Copies the object's bytes into a new file, which shares nothing with the object that a write could reach. With `sha256` (hex) the copy
   * is compared with it, and removed when it differs.
   * @throws ObjectCorrupt, ObjectNotFound, StoreUnavailable, and the system error of writing the file
   */
  abstract fetch(key: string, file: string, options?: { sha256?: string }): Promise<void>;

  /** The metadata given to `put`; null when the object has none. @throws ObjectNotFound, StoreUnavailable */
  abstract metadata(key: string): Promise<Record<string, string> | null>;

  /** Removes the objects and their metadata. A key without an object is no error. @throws StoreUnavailable */
  abstract remove(keys: readonly string[]): Promise<void>;

  /**
   * Lists the objects whose keys begin with the prefix (whole segments ending in `/`, or empty), in any order. With `metadataOnly` also keys
   * that have metadata and no object, in a store that keeps metadata apart. The list is streamed and may be read slowly while objects are
   * added and removed: each object that exists all the time is listed once.
   */
  abstract list(prefix: string, options?: { metadataOnly?: boolean }): AsyncIterable<ListedObject>;

  /** For maintenance: removes temporary files that crashed calls of `put` left before this time. @returns how many */
  abstract sweep(before: Date): Promise<number>;

  /** Free bytes; null when the store can't tell. @throws StoreUnavailable */
  abstract freeBytes(): Promise<number | null>;

  /** Resolves when the store can be read and written. @throws StoreUnavailable, StoreFull */
  abstract check(): Promise<void>;

  abstract close(): Promise<void>;
}
