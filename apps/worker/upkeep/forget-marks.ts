import type { WorkerResources } from '../worker-resources.js';

/** A day: how long the mark of a removed picture stays, for clients that were away. */
const MARK_MS = 86_400_000;

/** Forgets the marks of pictures that went long ago. */
export function forgetMarks({ database }: WorkerResources): Promise<number> {
  return database.maintenance.forgetTombstones(new Date(Date.now() - MARK_MS));
}
