import { parseKey, parseTombstoneKey, TOMBSTONE_PREFIX } from '#libs/domain/image/keys.js';
import type { ObjectStore } from '#libs/ports/object-store.js';

/** A picture by what lies in the store of it. */
export interface FoundOriginal {
  owner: string;
  id: string;
  bytes: number;
  /** The highest generation of which there are sizes; 0: there are none. */
  generation: number;
}

export interface Found {
  /** Oldest first. */
  originals: FoundOriginal[];
  /** Originals that were deleted for good: the mark is there, and they had not gone yet, or came back with an older copy of the store. */
  dead: number;
}

/** Looks through the whole store, once. */
export async function findOriginals(objects: ObjectStore): Promise<Found> {
  const removed = new Set<string>();
  for await (const { key } of objects.list(TOMBSTONE_PREFIX)) {
    const id = parseTombstoneKey(key);
    if (id !== null) removed.add(id);
  }
  const originals = new Map<string, FoundOriginal>();
  const generations = new Map<string, number>();
  for await (const { key, size } of objects.list('')) {
    const of = parseKey(key);
    if (!of) continue;
    const { owner, id, run } = of;
    if (run) generations.set(id, Math.max(generations.get(id) ?? 0, run.generation));
    else originals.set(id, { owner, id, bytes: size, generation: 0 });
  }
  const alive = [...originals.values()].filter(({ id }) => !removed.has(id));
  for (const original of alive) original.generation = generations.get(original.id) ?? 0;
  return { originals: alive.sort((a, b) => (a.id < b.id ? -1 : 1)), dead: originals.size - alive.length };
}
