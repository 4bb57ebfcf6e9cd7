import type { Image } from '#libs/api/image.js';

export interface Order {
  /** Milliseconds of the drive's life between two pictures that became ready, at most. */
  longestPause: number;
  /** Those that were begun after a younger one although all of them were waiting when the drive started. */
  outOfOrder: string[];
}

/**
 * In which order pictures got their sizes. With several runs at a time a quick one may end first, so it is their beginning that must be
 * oldest first; of those that begin in the same millisecond nothing is known. `alive` says for how long the drive had lived by then.
 */
export function orderOf(
  images: readonly Image[],
  unfinished: ReadonlySet<string>,
  lastStart: Date,
  alive: (until: number) => number,
): Order {
  const readyAt = images.flatMap(({ sizes }) => (sizes.l.readyAt ? [Date.parse(sizes.l.readyAt)] : [])).sort((a, b) => a - b);
  const pauses = readyAt.slice(1).map((at, index) => alive(at) - alive(readyAt[index]!));
  const begun = images
    .filter(({ id, sizes: { l } }) => unfinished.has(id) && l.startedAt !== null && Date.parse(l.startedAt) >= lastStart.getTime())
    .map(({ id, page, generation, sizes: { l } }) => ({ id, owner: page.split('/')[1], generation, at: Date.parse(l.startedAt!) }))
    // What was changed by its owner comes after what is new.
    .filter(({ generation }) => generation === 1)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  // Those of several owners come by turns.
  const isLate = ({ owner, at }: (typeof begun)[number], index: number) =>
    begun.slice(0, index).some((older) => older.owner === owner && older.at > at);
  const outOfOrder = begun.filter(isLate).map(({ id }) => id);
  return { longestPause: Math.max(0, ...pauses), outOfOrder };
}
