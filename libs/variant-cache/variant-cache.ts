// The variant cache: recently requested variants in memory, for when gateway and media are one process and SQLite is the database.
//
// Media fills it (apps/media/bytes: `version` before the row is read, `put` after the bytes are), the gateway answers from it
// (apps/gateway/variant-cache), and InvalidatingImageRepository calls `invalidate` after every change of an image, before the change is
// answered. So no request that begins after a change gets a variant from before it: a `put` with an older version is ignored.
import { VARIANT_NAMES, type VariantName } from '#libs/domain/variants.js';

import { PopularCache, type PopularCacheOptions } from './popular-cache.js';

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

/** How many of the last changes are known by image. */
const MAX_CHANGES = 1_000;

/** A PopularCache of variants, each for its owner only, from which changes of images remove. */
export class VariantCache {
  private readonly variants: PopularCache<CachedVariant>;
  /** The last changes: id of the image and version after it, oldest first. */
  private readonly changes = new Map<string, number>();
  private lastVersion = 0;
  /** The version of the last change that was removed from `changes`. */
  private forgottenVersion = 0;

  constructor(options: Partial<PopularCacheOptions> = {}) {
    this.variants = new PopularCache(options);
  }

  /** Bytes of the cached entries. */
  get bytes(): number {
    return this.variants.bytes;
  }

  /** The version of all images, to be read before the row of an image and given to `put`. */
  version(): number {
    return this.lastVersion;
  }

  /** Notes that a variant of so many bytes, which is not cached, was asked for. @returns whether it should be put */
  admits(id: string, name: VariantName, bytes: number): boolean {
    return this.variants.admits(keyOf(id, name), bytes);
  }

  /** Caches a variant, unless its image was invalidated after `version`. */
  put(id: string, name: VariantName, variant: CachedVariant, version: number): void {
    const isOutdated = version < this.forgottenVersion || (this.changes.get(id) ?? 0) > version;
    if (!isOutdated) this.variants.put(keyOf(id, name), variant);
  }

  /** Whether the variant is cached, for any owner. */
  has(id: string, name: VariantName): boolean {
    return this.variants.peek(keyOf(id, name)) !== undefined;
  }

  /** The variant, if it is cached and belongs to this user. */
  get(id: string, name: VariantName, owner: string): CachedVariant | undefined {
    const key = keyOf(id, name);
    return this.variants.peek(key)?.owner === owner ? this.variants.get(key) : undefined;
  }

  /** Removes all variants of an image, and makes every `put` that began before without effect. */
  invalidate(id: string): void {
    for (const name of VARIANT_NAMES) this.variants.remove(keyOf(id, name));
    this.changes.delete(id);
    this.changes.set(id, ++this.lastVersion);
    if (this.changes.size <= MAX_CHANGES) return;
    const [oldest, version] = this.changes.entries().next().value!;
    this.changes.delete(oldest);
    this.forgottenVersion = version;
  }
}

function keyOf(id: string, name: VariantName): string {
  return `${id}/${name}`;
}
