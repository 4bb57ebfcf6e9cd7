// The variant cache: recently requested variants in memory, for when gateway and media are one process and SQLite is the database.
//
// Media fills it (apps/media/bytes: `version` before the row is read, `put` after the bytes are), the gateway answers from it
// (apps/gateway/variant-cache), and InvalidatingImageRepository calls `invalidate` after every change of an image, before the change is
// answered. So no request that begins after a change gets a variant from before it: a `put` with an older version is ignored.
//
// A picture that is asked for once must not push out one that is asked for again and again. So a full cache admits a variant only if it was
// asked for more often before than all those together that would have to go, which are the least recently used ones: TinyLFU over LRU, for
// variants of different sizes as in Einziger, Eytan, Friedman, Manes: Lightweight robust size aware cache management, ACM Transactions on
// Storage 18(3), 2022 (there "aggregated victims").
import { VARIANT_NAMES, type VariantName } from '#libs/domain/variants.js';

import { RequestCounts } from './request-counts.js';

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

interface Entry {
  variant: CachedVariant;
  /** Milliseconds of the monotonic clock. */
  usedAt: number;
}

/** A cache of variants, limited in bytes and in idle time, which admits by popularity. */
export class VariantCache {
  private readonly options: VariantCacheOptions;
  /** Least recently used first. */
  private readonly variants = new Map<string, Entry>();
  private readonly counts = new RequestCounts();
  private usedBytes = 0;
  /** The last changes: id of the image and version after it, oldest first. */
  private readonly changes = new Map<string, number>();
  private lastVersion = 0;
  /** The version of the last change that was removed from `changes`. */
  private forgottenVersion = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(options: Partial<VariantCacheOptions> = {}) {
    this.options = { ...DEFAULTS, ...options };
  }

  /** Bytes of the cached bodies. */
  get bytes(): number {
    return this.usedBytes;
  }

  /** The version of all images, to be read before the row of an image and given to `put`. */
  version(): number {
    return this.lastVersion;
  }

  /** Notes that a variant of so many bytes, which is not cached, was asked for. @returns whether it should be put */
  admits(id: string, name: VariantName, bytes: number): boolean {
    const earlier = this.counts.add(keyOf(id, name));
    if (bytes > this.options.maxBodyBytes) return false;
    this.removeIdle();
    let tooMany = this.usedBytes + bytes - this.options.maxBytes;
    if (tooMany <= 0) return true;
    let victims = 0;
    for (const [key, { variant }] of this.variants) {
      victims += this.counts.of(key);
      tooMany -= variant.body.length;
      if (tooMany <= 0) break;
    }
    return earlier > victims;
  }

  /** Caches a variant, unless its image was invalidated after `version`, and removes as many others as are above the limit. */
  put(id: string, name: VariantName, variant: CachedVariant, version: number): void {
    const isOutdated = version < this.forgottenVersion || (this.changes.get(id) ?? 0) > version;
    if (isOutdated || variant.body.length > this.options.maxBodyBytes) return;
    this.remove(keyOf(id, name));
    this.variants.set(keyOf(id, name), { variant, usedAt: performance.now() });
    this.usedBytes += variant.body.length;
    for (const key of this.variants.keys()) {
      if (this.usedBytes <= this.options.maxBytes) break;
      this.remove(key);
    }
    this.timer ??= setInterval(() => this.onTimer(), this.options.idleMs).unref();
  }

  /** Whether the variant is cached, for any owner. */
  has(id: string, name: VariantName): boolean {
    return this.fresh(keyOf(id, name)) !== undefined;
  }

  /** The variant, if it is cached and belongs to this user. */
  get(id: string, name: VariantName, owner: string): CachedVariant | undefined {
    const key = keyOf(id, name);
    const entry = this.fresh(key);
    if (entry?.variant.owner !== owner) return undefined;
    this.counts.add(key);
    entry.usedAt = performance.now();
    this.variants.delete(key);
    this.variants.set(key, entry);
    return entry.variant;
  }

  /** Removes all variants of an image, and makes every `put` that began before without effect. */
  invalidate(id: string): void {
    for (const name of VARIANT_NAMES) this.remove(keyOf(id, name));
    this.changes.delete(id);
    this.changes.set(id, ++this.lastVersion);
    if (this.changes.size <= MAX_CHANGES) return;
    const [oldest, version] = this.changes.entries().next().value!;
    this.changes.delete(oldest);
    this.forgottenVersion = version;
  }

  private fresh(key: string): Entry | undefined {
    const entry = this.variants.get(key);
    return entry && this.isIdle(entry) ? undefined : entry;
  }

  private isIdle({ usedAt }: Entry): boolean {
    return usedAt + this.options.idleMs <= performance.now();
  }

  private remove(key: string): void {
    const entry = this.variants.get(key);
    if (!entry) return;
    this.variants.delete(key);
    this.usedBytes -= entry.variant.body.length;
  }

  private removeIdle(): void {
    for (const [key, entry] of this.variants) {
      if (!this.isIdle(entry)) return;
      this.remove(key);
    }
  }

  private onTimer(): void {
    this.removeIdle();
    if (this.variants.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.counts.clear();
  }
}

function keyOf(id: string, name: VariantName): string {
  return `${id}/${name}`;
}
