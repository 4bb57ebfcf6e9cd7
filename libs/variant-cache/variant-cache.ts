// The variant cache: recently requested variants in memory, for when gateway and media are one process and SQLite is the database.
//
// Media fills it (apps/media/bytes: `version` before the row is read, `put` after the bytes are), the gateway answers from it
// (apps/gateway/variant-cache), and InvalidatingImageRepository calls `invalidate` after every change of an image, before the change is
// answered. So no request that begins after a change gets a variant from before it: a `put` with an older version is ignored.
import { LRUCache } from 'lru-cache';

import { VARIANT_NAMES, type VariantName } from '#libs/domain/variants.js';

/** A variant with the response headers that media sent for it. */
export interface CachedVariant {
  /** Id of the only user who may have it. */
  owner: string;
  etag: string;
  lastModified: Date | null;
  /** All response headers except ETag and Cache-Control. */
  headers: Readonly<Record<string, string>>;
  /** Cache-Control for requests that name this generation (`?v=`), and for all others. */
  cacheControl: { generation: string; named: string; unnamed: string };
  body: Buffer;
}

export interface VariantCacheOptions {
  /** Bytes of all bodies together. */
  maxBytes: number;
  /** Bytes of one body. */
  maxBodyBytes: number;
  /** Milliseconds after the last request for a variant until it is removed. */
  idleMs: number;
}

const DEFAULTS: VariantCacheOptions = { maxBytes: 24 * 2 ** 20, maxBodyBytes: 512 * 2 ** 10, idleMs: 60_000 };
/** How many of the last changes are known by image. */
const MAX_CHANGES = 1_000;

/** An LRU cache of variants, limited in bytes and in idle time. */
export class VariantCache {
  private readonly options: VariantCacheOptions;
  private readonly variants: LRUCache<string, CachedVariant>;
  /** The last changes: id of the image and version after it, oldest first. */
  private readonly changes = new Map<string, number>();
  private lastVersion = 0;
  /** The version of the last change that was removed from `changes`. */
  private forgottenVersion = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(options: Partial<VariantCacheOptions> = {}) {
    this.options = { ...DEFAULTS, ...options };
    const { maxBytes: maxSize, maxBodyBytes: maxEntrySize, idleMs: ttl } = this.options;
    // `ttlResolution: 0`: no timer of its own, which would keep the clock of a moment ago.
    this.variants = new LRUCache({
      maxSize,
      maxEntrySize,
      sizeCalculation: ({ body }) => body.length || 1,
      ttl,
      ttlResolution: 0,
      updateAgeOnGet: true,
      perf: { now: () => performance.now() },
    });
  }

  /** Bytes of the cached bodies. */
  get bytes(): number {
    return this.variants.calculatedSize;
  }

  /** The version of all images, to be read before the row of an image and given to `put`. */
  version(): number {
    return this.lastVersion;
  }

  /** Whether a body of so many bytes would be cached. */
  accepts(bytes: number): boolean {
    return bytes <= this.options.maxBodyBytes;
  }

  /** Caches a variant, unless its image was invalidated after `version`. */
  put(id: string, name: VariantName, variant: CachedVariant, version: number): void {
    const isOutdated = version < this.forgottenVersion || (this.changes.get(id) ?? 0) > version;
    if (isOutdated || !this.accepts(variant.body.length)) return;
    this.variants.set(keyOf(id, name), variant);
    this.timer ??= setInterval(() => this.removeIdle(), this.options.idleMs).unref();
  }

  /** Whether the variant is cached, for any owner. */
  has(id: string, name: VariantName): boolean {
    return this.variants.has(keyOf(id, name));
  }

  /** The variant, if it is cached and belongs to this user. */
  get(id: string, name: VariantName, owner: string): CachedVariant | undefined {
    const key = keyOf(id, name);
    return this.variants.peek(key)?.owner === owner ? this.variants.get(key) : undefined;
  }

  /** Removes all variants of an image, and makes every `put` that began before without effect. */
  invalidate(id: string): void {
    for (const name of VARIANT_NAMES) this.variants.delete(keyOf(id, name));
    this.changes.delete(id);
    this.changes.set(id, ++this.lastVersion);
    if (this.changes.size <= MAX_CHANGES) return;
    const [oldest, version] = this.changes.entries().next().value!;
    this.changes.delete(oldest);
    this.forgottenVersion = version;
  }

  private removeIdle(): void {
    this.variants.purgeStale();
    if (this.variants.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }
}

function keyOf(id: string, name: VariantName): string {
  return `${id}/${name}`;
}
