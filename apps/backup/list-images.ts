import type { ImageRepository } from '#libs/ports/image-repository.js';

const PAGE = 500;
/** Milliseconds by which the clocks of the machines of a drive may differ, and somewhat more. */
const SKEW = 10 * 60_000;

/**
 * The ids of all images of an owner, in any state, in the order of the ids. Reads the changes from the first to the last: an image that
 * changes meanwhile moves to the end and is met again, so that none is missed that was there from the beginning. A list by state would
 * miss those that go from a state to be read into one that was read.
 */
export async function listImageIds(images: Pick<ImageRepository, 'changes'>, owner: string, now = new Date()): Promise<string[]> {
  const ids = new Set<string>();
  await readChanges(images, owner, new Date(0), ids);
  // A machine whose clock is behind puts a change before what was read already.
  await readChanges(images, owner, new Date(now.getTime() - SKEW), ids);
  return [...ids].sort();
}

async function readChanges(images: Pick<ImageRepository, 'changes'>, owner: string, from: Date, ids: Set<string>): Promise<void> {
  for (let after: { at: Date; id?: string } = { at: from }; ;) {
    const changes = await images.changes(owner, after, PAGE);
    for (const { id, row } of changes) if (row) ids.add(id);
    const last = changes.at(-1);
    if (!last || changes.length < PAGE) return;
    after = { at: last.at, id: last.id };
  }
}
