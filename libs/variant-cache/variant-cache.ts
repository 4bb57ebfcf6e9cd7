import { VARIANT_NAMES, type VariantName } from '#libs/domain/variants.js';

/** A made size as media answers with it, ready to be sent again. */
export interface CachedVariant {
  /** Id of the only user who may have it. */
  owner: string;
  etag: string;
  /** Every header of the answer but ETag and Cache-Control. */
  headers: Readonly<Record<string, string>>;
  /** Cache-Control for who names this generation (`?v=`), and for everybody else. */
  cacheControl: { generation: string; named: string; unnamed: string };
  body: Buffer;
}

export interface VariantCacheOptions {
  /** Bytes of bodies in all. */
  maxBytes: number;
  /** Bytes of one body. */
  maxBodyBytes: number;
  /** Milliseconds after which a picture that nobody asked for goes. */
  idleMs: number;
}

const DEFAULTS: VariantCacheOptions = { maxBytes: 24 * 2 ** 20, maxBodyBytes: 512 * 2 ** 10, idleMs: 60_000 };
/** How many of the last changes are known one by one. */
const REMEMBERED = 1_000;

interface Entry {
  picture: CachedVariant;
  /** Milliseconds on the monotonic clock. */
  usedAt: number;
}

/**
 * The made sizes that were asked for last, so that the gateway can answer without a hop to media when both are one process. Media fills
 * it; every change of a picture drops it before whoever made the change is told. A fill that began before such a change is void, so
 * nothing comes back that was dropped.
 */
export class VariantCache {
  private readonly options: VariantCacheOptions;
  /** By id and size, the one asked for last at the end. */
  private readonly entries = new Map<string, Entry>();
  /** The last changes: id and number, in the order of the numbers. */
  private readonly changes = new Map<string, number>();
  private lastChange = 0;
  /** The number of the last change that is not in `changes` any more. */
  private lastForgotten = 0;
  private held = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(options: Partial<VariantCacheOptions> = {}) {
    this.options = { ...DEFAULTS, ...options };
  }

  /** Bytes of the bodies that are held. */
  get bytes(): number {
    return this.held;
  }

  /** A ticket for one fill, to be taken before the picture's row is read. */
  version(): number {
    return this.lastChange;
  }

  /** Whether a body of so many bytes would be held. */
  accepts(bytes: number): boolean {
    return bytes <= this.options.maxBodyBytes;
  }

  /** Keeps the picture, unless it was dropped since the ticket was taken. */
  put(id: string, size: VariantName, picture: CachedVariant, ticket: number): void {
    const changed = ticket < this.lastForgotten || (this.changes.get(id) ?? 0) > ticket;
    if (changed || !this.accepts(picture.body.length)) return;
    this.remove(keyOf(id, size));
    this.entries.set(keyOf(id, size), { picture, usedAt: performance.now() });
    this.held += picture.body.length;
    for (const key of this.entries.keys()) {
      if (this.held <= this.options.maxBytes) break;
      this.remove(key);
    }
    this.timer ??= setInterval(() => this.rest(), this.options.idleMs).unref();
  }

  /** Whether the picture is held, whoever it belongs to. */
  has(id: string, size: VariantName): boolean {
    return this.entries.has(keyOf(id, size));
  }

  /** The picture, if it is held and belongs to this user. */
  get(id: string, size: VariantName, owner: string): CachedVariant | undefined {
    const key = keyOf(id, size);
    const entry = this.entries.get(key);
    if (entry?.picture.owner !== owner) return undefined;
    entry.usedAt = performance.now();
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.picture;
  }

  /** Forgets every size of a picture, those on their way in too. */
  invalidate(id: string): void {
    for (const size of VARIANT_NAMES) this.remove(keyOf(id, size));
    this.changes.delete(id);
    this.changes.set(id, ++this.lastChange);
    if (this.changes.size <= REMEMBERED) return;
    const [oldest, number] = this.changes.entries().next().value!;
    this.changes.delete(oldest);
    this.lastForgotten = number;
  }

  private remove(key: string): void {
    this.held -= this.entries.get(key)?.picture.body.length ?? 0;
    this.entries.delete(key);
  }

  /** Lets go of what nobody asked for lately. */
  private rest(): void {
    const before = performance.now() - this.options.idleMs;
    for (const [key, { usedAt }] of this.entries) {
      if (usedAt > before) break;
      this.remove(key);
    }
    if (this.entries.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }
}

function keyOf(id: string, size: VariantName): string {
  return `${id}/${size}`;
}
