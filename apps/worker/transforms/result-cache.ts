import { Inject, Injectable } from '@nestjs/common';

import type { Config } from '#libs/config/config.js';
import { RESULTS_PREFIX } from '#libs/domain/transform/results.js';
import type { Logger } from '#libs/http/log.js';
import { ObjectStore } from '#libs/ports/object-store.js';

import { CONFIG, LOGGER } from '../resources/worker-resources.module.js';

/** How much of the bound is left after some were removed. */
const KEPT = 0.9;
/** Bytes that this process may add, as a part of the bound, before it counts again: other workers add as well. */
const RECOUNT = 1 / 16;
/** Keys removed at once. */
const BATCH = 100;

/**
 * Holds the results in the store within TRANSFORM_CACHE_BYTES, the least recently used first. The store itself says how many there are and
 * when each was used (media replaces an object by itself for that), so a restart or another worker changes nothing. With several workers
 * the bound may be passed by a sixteenth for each of them.
 */
@Injectable()
export class ResultCache {
  /** As it was counted last, with what this process added since. */
  private bytes = Infinity;
  private addedSince = 0;
  private trimming: Promise<void> | undefined;

  constructor(
    private readonly objects: ObjectStore,
    @Inject(CONFIG) private readonly config: Pick<Config, 'transformCacheBytes'>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Notes an added result, and removes others when there are too many bytes. @throws StoreUnavailable */
  async added(bytes: number): Promise<void> {
    this.bytes += bytes;
    this.addedSince += bytes;
    const { transformCacheBytes: bound } = this.config;
    if (this.bytes <= bound && this.addedSince <= bound * RECOUNT) return;
    this.trimming ??= this.trim(bound).finally(() => (this.trimming = undefined));
    await this.trimming;
  }

  private async trim(bound: number): Promise<void> {
    // By seconds rather than one by one: there may be millions.
    const bySecond = new Map<number, number>();
    let total = 0;
    for await (const { size, modifiedAt } of this.objects.list(RESULTS_PREFIX)) {
      const second = secondOf(modifiedAt);
      bySecond.set(second, (bySecond.get(second) ?? 0) + size);
      total += size;
    }
    this.addedSince = 0;
    this.bytes = total;
    if (total <= bound) return;
    let before = 0;
    let left = total;
    // What was made in the latest second may be waited for.
    for (const second of [...bySecond.keys()].sort((a, b) => a - b).slice(0, -1)) {
      if (left <= bound * KEPT) break;
      left -= bySecond.get(second)!;
      before = second;
    }
    const count = await this.removeUntil(before);
    this.bytes = left;
    this.logger.info({ count, bytes: total - left }, 'the least recently used results were removed');
  }

  /** Removes the results that were not used after this second. */
  private async removeUntil(last: number): Promise<number> {
    let count = 0;
    let keys: string[] = [];
    const flush = async () => {
      await this.objects.remove(keys);
      count += keys.length;
      keys = [];
    };
    for await (const { key, modifiedAt } of this.objects.list(RESULTS_PREFIX)) {
      if (secondOf(modifiedAt) <= last) keys.push(key);
      if (keys.length === BATCH) await flush();
    }
    await flush();
    return count;
  }
}

function secondOf(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}
