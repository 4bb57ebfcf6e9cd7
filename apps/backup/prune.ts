import { listGenerations, manifestKey, ORIGINALS, readGenerations, readRows, type Generation } from '#libs/backup/generations.js';
import type { BackupLock } from '#libs/backup/lock.js';
import { keptTimes, type Retention } from '#libs/backup/retention.js';
import type { ObjectStore } from '#libs/ports/object-store.js';

/** Objects that are removed at a time. */
const BATCH = 500;

export interface Pruned {
  generations: number;
  originals: number;
}

/**
 * Removes the generations that are not to be kept and those that were never finished, and then the originals that no generation names.
 * Killed at any moment, it leaves all generations that still have a manifest whole.
 * @throws CommandError when a generation can't be read: its originals are not known then, and none is removed
 */
export async function prune(store: ObjectStore, retention: Retention, lock: BackupLock): Promise<Pruned> {
  const all = await readGenerations(store);
  const times = new Set(
    keptTimes(
      all.map(({ manifest }) => new Date(manifest.at)),
      retention,
    ).map((at) => at.getTime()),
  );
  const kept = all.filter(({ manifest }) => times.has(new Date(manifest.at).getTime()));
  const names = new Set(kept.map(({ name }) => name));
  const removed = [...(await listGenerations(store))].filter(([name]) => !names.has(name));
  if (removed.length === 0) return { generations: 0, originals: 0 };
  const named = await originalsOf(store, kept);
  for (const [name, keys] of removed) {
    await lock.assertHeld();
    // The manifest first: what has lost a part must not look whole.
    await store.remove([manifestKey(name)]);
    await store.remove(keys);
  }
  const whole = removed.filter(([name]) => all.some((generation) => generation.name === name));
  return { generations: whole.length, originals: await removeUnnamed(store, named, lock) };
}

async function originalsOf(store: ObjectStore, generations: readonly Generation[]): Promise<Set<string>> {
  const named = new Set<string>();
  for (const generation of generations) for await (const { sha256 } of readRows(store, generation, 'images')) named.add(sha256);
  return named;
}

async function removeUnnamed(store: ObjectStore, named: ReadonlySet<string>, lock: BackupLock): Promise<number> {
  const unnamed: string[] = [];
  for await (const { key } of store.list(ORIGINALS)) if (!named.has(key.slice(key.lastIndexOf('/') + 1))) unnamed.push(key);
  for (let n = 0; n < unnamed.length; n += BATCH) {
    await lock.assertHeld();
    await store.remove(unnamed.slice(n, n + BATCH));
  }
  return unnamed.length;
}
