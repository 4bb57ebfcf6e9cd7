import { tilesOf } from './grid-chunk.js';

/** Pixels that the page header covers at the top of the window, and the header with the month heading. */
export const HEADER = 64;
export const COVERED_TOP = HEADER + 44;

/**
 * Changes the page while the visible content keeps its place, whatever grows or shrinks above it. Not left to the scroll anchoring of the
 * browser: some have none, and others fail while only unloaded space is visible.
 */
export function withScrollAnchor<T>(sections: Iterable<HTMLElement>, change: () => T): T {
  const anchor = firstVisible(sections);
  const before = anchor?.getBoundingClientRect().top;
  const result = change();
  if (!anchor?.isConnected || before === undefined) return result;
  const moved = anchor.getBoundingClientRect().top - before;
  if (Math.abs(moved) >= 1 && window.scrollY > 0) window.scrollBy({ top: moved, behavior: 'instant' });
  return result;
}

/** The first image below the header; where none is loaded, its month. */
export function firstVisible(sections: Iterable<HTMLElement>): HTMLElement | undefined {
  for (const section of sections) {
    if (section.getBoundingClientRect().bottom <= COVERED_TOP) continue;
    return tilesOf(section).find((tile) => tile.getBoundingClientRect().bottom > COVERED_TOP) ?? section;
  }
  return undefined;
}
