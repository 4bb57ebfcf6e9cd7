import { parseKey, parseTombstoneKey, TOMBSTONE_PREFIX } from '#libs/domain/image/keys.js';
import type { ObjectStore } from '#libs/ports/object-store.js';

/** An original in the store. */
export interface FoundOriginal {
  owner: string;
  id: string;
  bytes: number;
  /** The highest generation of its variants; 0: it has none. */
  generation: number;
}

export interface Found {
  /** Oldest first. */
  originals: FoundOriginal[];
  /** Number of originals with a tombstone: not removed yet, or restored from an older copy of the store. */
  deleted: number;
}

/** Lists the whole store once. */
export async function findOriginals(objects: ObjectStore): Promise<Found> {
  const tombstones = new Set<string>();
  for await (const { key } of objects.list(TOMBSTONE_PREFIX)) {
    const id = parseTombstoneKey(key);
    if (id !== null) tombstones.add(id);
  }
  const originals = new Map<string, FoundOriginal>();
  const generations = new Map<string, number>();
  for await (const { key, size } of objects.list('')) {
    const parts = parseKey(key);
    if (!parts) continue;
    const { owner, id, run } = parts;
    if (run) generations.set(id, Math.max(generations.get(id) ?? 0, run.generation));
    else originals.set(id, { owner, id, bytes: size, generation: 0 });
  }
  const kept = [...originals.values()].filter(({ id }) => !tombstones.has(id));
  for (const original of kept) original.generation = generations.get(original.id) ?? 0;
  return { originals: kept.sort((a, b) => (a.id < b.id ? -1 : 1)), deleted: originals.size - kept.length };
}
