import type { WorkerResources } from '../worker-resources.js';

/** Removes what the store's own writes left behind when their process died: what is older than the grace period. */
export function sweepStore({ objects, config }: WorkerResources): Promise<number> {
  return objects.sweep(new Date(Date.now() - config.graceSeconds * 1000));
}
