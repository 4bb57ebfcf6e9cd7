import { Inject, Injectable } from '@nestjs/common';

import type { Config } from '#libs/config/config.js';
import { parseResultKey, RESULTS_PREFIX } from '#libs/domain/transform/results.js';
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
 * Holds the results in the store within TRANSFORM_CACHE_BYTES. When there are more, those who have the most lose the least recently used of
 * theirs, so that ten thousand results of one owner push out none of another who has few. The store itself says how many there are and
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
    const { usage, total, latest } = await this.measure();
    this.addedSince = 0;
    this.bytes = total;
    if (total <= bound) return;
    const share = fairShare([...usage.values()], bound * KEPT);
    const ages = await this.agesOf(new Set([...usage].flatMap(([owner, bytes]) => (bytes > share ? [owner] : []))));
    const until = new Map<string, number>();
    let left = total;
    for (const [owner, bySecond] of ages) {
      let owned = usage.get(owner)!;
      for (const second of [...bySecond.keys()].sort((a, b) => a - b)) {
        // What was made in the latest second may be waited for.
        if (owned <= share || second >= latest) break;
        owned -= bySecond.get(second)!;
        left -= bySecond.get(second)!;
        until.set(owner, second);
      }
    }
    const count = await this.removeUntil(until);
    this.bytes = left;
    this.logger.info({ count, bytes: total - left }, 'the least recently used results were removed');
  }

  /** The bytes of each owner and of all, and the latest second of any use. */
  private async measure(): Promise<{ usage: Map<string, number>; total: number; latest: number }> {
    const usage = new Map<string, number>();
    let [total, latest] = [0, 0];
    for await (const { key, size, modifiedAt } of this.objects.list(RESULTS_PREFIX)) {
      const owner = ownerOf(key);
      usage.set(owner, (usage.get(owner) ?? 0) + size);
      total += size;
      latest = Math.max(latest, secondOf(modifiedAt));
    }
    return { usage, total, latest };
  }

  /** The bytes of these owners by the second of their last use, rather than one by one: there may be millions. */
  private async agesOf(owners: ReadonlySet<string>): Promise<Map<string, Map<number, number>>> {
    const ages = new Map([...owners].map((owner) => [owner, new Map<number, number>()]));
    for await (const { key, size, modifiedAt } of this.objects.list(RESULTS_PREFIX)) {
      const bySecond = ages.get(ownerOf(key));
      const second = secondOf(modifiedAt);
      bySecond?.set(second, (bySecond.get(second) ?? 0) + size);
    }
    return ages;
  }

  /** Removes the results of each owner that were not used after this second. */
  private async removeUntil(last: ReadonlyMap<string, number>): Promise<number> {
    let count = 0;
    let keys: string[] = [];
    const flush = async () => {
      await this.objects.remove(keys);
      count += keys.length;
      keys = [];
    };
    for await (const { key, modifiedAt } of this.objects.list(RESULTS_PREFIX)) {
      if (secondOf(modifiedAt) <= (last.get(ownerOf(key)) ?? -Infinity)) keys.push(key);
      if (keys.length === BATCH) await flush();
    }
    await flush();
    return count;
  }
}

/**
 * The largest number of bytes that each owner may have so that all together have no more than `bound`: who has less leaves the rest to
 * those who have more (max-min fairness). @param usages the bytes of each
 */
export function fairShare(usages: readonly number[], bound: number): number {
  let left = bound;
  let owners = usages.length;
  for (const bytes of usages.toSorted((a, b) => a - b)) {
    if (bytes * owners > left) return left / owners;
    left -= bytes;
    owners--;
  }
  return Infinity;
}

/** Whose result it is; what lies there besides is of nobody. */
function ownerOf(key: string): string {
  return parseResultKey(key)?.owner ?? '';
}

function secondOf(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}
