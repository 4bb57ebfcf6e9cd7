import type { Readable } from 'node:stream';

/** Bytes of one object, or of a part of it. */
export interface StoredObject {
  /** Bytes of the whole object, also when only a range of it is streamed. */
  size: number;
  /** Must be read to its end or destroyed. */
  stream: Readable;
}

export interface ListedObject {
  key: string;
  size: number;
  modifiedAt: Date;
  /** No object: only metadata lies under the key. Never given unless it was asked for. */
  metadataOnly?: true;
}

/** First and last byte, both included, as in RFC 9110 section 14.1.2. */
export interface ByteRange {
  start: number;
  end: number;
}

export interface PutOptions {
  /** Media type of the object. */
  type: string;
  /** SHA-256 of the bytes in hex; a store that can verify it does. */
  sha256?: string;
  /** What must travel with an original so that a drive could be rebuilt from its objects alone. Any Unicode. */
  metadata?: Record<string, string>;
}

/**
 * Where originals and variants lie. A key is one or more segments of `[A-Za-z0-9_-][A-Za-z0-9._-]*` joined by `/`, none longer than 200
 * characters or ending in `.json` (there a store of files keeps metadata); any other key is a `TypeError`. No key is the beginning of
 * another's segments. Keys are written once and never again.
 */
export abstract class ObjectStore {
  /**
   * Stores the file's bytes under the key. When it resolves the object is durable and whole; when it rejects nothing can be read under
   * the key, unless it is `ObjectExists`, or `StoreUnavailable` of a store behind a network: a server that hung or whose answer was lost
   * may have the object all the same, or shortly. Whoever gives up the key removes it. The file belongs to the store from the call on: it may be moved; what is left of it, the caller removes.
   * @throws ObjectExists, StoreFull, StoreUnavailable
   */
  abstract put(key: string, file: string, options: PutOptions): Promise<void>;

  /** @throws ObjectNotFound, StoreUnavailable. A range beyond the end is a `RangeError`. */
  abstract get(key: string, range?: ByteRange): Promise<StoredObject>;

  /**
   * Brings the object's bytes into a new file, for reading only: where the store can, it is the object itself under a second name.
   * @throws ObjectNotFound, StoreUnavailable, and what the file's disk says
   */
  abstract fetch(key: string, file: string): Promise<void>;

  /** What `put` was given as metadata, or null when the object is there without. @throws ObjectNotFound, StoreUnavailable */
  abstract metadata(key: string): Promise<Record<string, string> | null>;

  /** Removes the objects with their metadata. A key that is not there is no error. @throws StoreUnavailable */
  abstract remove(keys: readonly string[]): Promise<void>;

  /**
   * Every object whose key begins with the prefix (whole segments, ending in `/`, or empty), in no particular order. With `metadataOnly`
   * also the keys under which metadata lies alone, in a store that keeps it apart. It may be read as slowly as one likes, while objects
   * come and go: those that were there all the time are given, once, and little of it is held in memory.
   */
  abstract list(prefix: string, options?: { metadataOnly?: boolean }): AsyncIterable<ListedObject>;

  /** Removes what a `put` left behind that died before this time, and returns how much; for upkeep. */
  abstract sweep(before: Date): Promise<number>;

  /** Bytes that may still be put; null where nobody can say. @throws StoreUnavailable */
  abstract freeBytes(): Promise<number | null>;

  /** Resolves when the store can be written and read. @throws StoreUnavailable, StoreFull */
  abstract check(): Promise<void>;

  abstract close(): Promise<void>;
}
