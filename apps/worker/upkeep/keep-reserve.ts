import type { WorkerResources } from '../worker-resources.js';

/** Keeps a little room free beside the database, so that pictures can be deleted when the disk is full: 1 when it was made anew. */
export async function keepReserve({ database }: WorkerResources): Promise<number> {
  return (await database.drive.keepReserve()) ? 1 : 0;
}
