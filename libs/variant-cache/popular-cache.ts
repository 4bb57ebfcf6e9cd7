import { RequestCounts } from './request-counts.js';

export interface PopularCacheOptions {
  /** Bytes of all entries together. */
  maxBytes: number;
  /** Bytes of one body. */
  maxBodyBytes: number;
  /** Bytes that an entry takes besides its body: headers, keys, tables. */
  entryBytes: number;
  /** Milliseconds after the last request for a value until it is removed. */
  idleMs: number;
}

const DEFAULTS: PopularCacheOptions = { maxBytes: 24 * 2 ** 20, maxBodyBytes: 512 * 2 ** 10, entryBytes: 2 * 2 ** 10, idleMs: 60_000 };

interface Entry<V> {
  value: V;
  /** Milliseconds of the monotonic clock. */
  usedAt: number;
}

/**
 * A cache of values with a body, limited in bytes and in idle time. What is asked for once must not push out what is asked for again and
 * again. So when it is full it admits a value only if that was asked for more often before than all those together that would have to go,
 * which are the least recently used ones: TinyLFU over LRU, for values of different sizes as in Einziger, Eytan, Friedman, Manes:
 * Lightweight robust size aware cache management, ACM Transactions on Storage 18(3), 2022 (there "aggregated victims").
 */
export class PopularCache<V extends { body: Buffer }> {
  private readonly options: PopularCacheOptions;
  /** Least recently used first. */
  private readonly entries = new Map<string, Entry<V>>();
  private readonly counts = new RequestCounts();
  /** The key of the entry that was used last. */
  private newest = '';
  private usedBytes = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(options: Partial<PopularCacheOptions> = {}) {
    this.options = { ...DEFAULTS, ...options };
  }

  /** Bytes of the cached entries. */
  get bytes(): number {
    return this.usedBytes;
  }

  /** Notes that a value of so many bytes, which is not cached, was asked for. @returns whether it should be put */
  admits(key: string, bytes: number): boolean {
    const earlier = this.counts.add(key);
    if (bytes > this.options.maxBodyBytes) return false;
    this.removeIdle();
    let tooMany = this.usedBytes + this.weight(bytes) - this.options.maxBytes;
    if (tooMany <= 0) return true;
    let victims = 0;
    for (const [victim, { value }] of this.entries) {
      victims += this.counts.of(victim);
      tooMany -= this.weight(value.body.length);
      if (tooMany <= 0) break;
    }
    return earlier > victims;
  }

  /** Caches a value, unless it is too long, and removes as many others as are above the limit. */
  put(key: string, value: V): void {
    if (value.body.length > this.options.maxBodyBytes) return;
    this.remove(key);
    this.entries.set(key, { value, usedAt: performance.now() });
    this.newest = key;
    this.usedBytes += this.weight(value.body.length);
    for (const oldest of this.entries.keys()) {
      if (this.usedBytes <= this.options.maxBytes) break;
      this.remove(oldest);
    }
    this.timer ??= setInterval(() => this.onTimer(), this.options.idleMs).unref();
  }

  /** Looks without being a request. */
  peek(key: string): V | undefined {
    const entry = this.entries.get(key);
    return entry && !this.isIdle(entry) ? entry.value : undefined;
  }

  get(key: string): V | undefined {
    const entry = this.entries.get(key);
    if (!entry || this.isIdle(entry)) return undefined;
    this.counts.add(key);
    entry.usedAt = performance.now();
    if (key !== this.newest) {
      this.entries.delete(key);
      this.entries.set(key, entry);
      this.newest = key;
    }
    return entry.value;
  }

  remove(key: string): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    this.entries.delete(key);
    this.usedBytes -= this.weight(entry.value.body.length);
  }

  /** @param bytes of the body */
  private weight(bytes: number): number {
    return bytes + this.options.entryBytes;
  }

  private isIdle({ usedAt }: Entry<V>): boolean {
    return usedAt + this.options.idleMs <= performance.now();
  }

  private removeIdle(): void {
    for (const [key, entry] of this.entries) {
      if (!this.isIdle(entry)) return;
      this.remove(key);
    }
  }

  private onTimer(): void {
    this.removeIdle();
    if (this.entries.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.counts.clear();
  }
}
