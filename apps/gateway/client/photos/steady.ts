import { COVERED } from './covered.js';
import { tilesOf } from './piece.js';

/**
 * Makes a change of the page under which what is seen stays where it is, whatever gets higher or lower above it. Not left to the browser:
 * some don't, and those that do lose the place when all that is seen is room for pictures to come.
 */
export function steadily<T>(sections: Iterable<HTMLElement>, change: () => T): T {
  const seen = firstSeen(sections);
  const before = seen?.getBoundingClientRect().top;
  const result = change();
  if (!seen?.isConnected || before === undefined) return result;
  const moved = seen.getBoundingClientRect().top - before;
  if (Math.abs(moved) >= 1 && window.scrollY > 0) window.scrollBy({ top: moved, behavior: 'instant' });
  return result;
}

/** The first picture below what the header covers; where there is none yet, its month. */
export function firstSeen(sections: Iterable<HTMLElement>): HTMLElement | undefined {
  for (const section of sections) {
    if (section.getBoundingClientRect().bottom <= COVERED) continue;
    return tilesOf(section).find((tile) => tile.getBoundingClientRect().bottom > COVERED) ?? section;
  }
  return undefined;
}
