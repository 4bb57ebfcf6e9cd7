import { COVERED, HEADER } from './covered.js';
import type { Month } from './month.js';
import { firstSeen } from './steady.js';

/** Which picture stands at the top of the window, and how far from its edge. */
export interface Place {
  id: string;
  top: number;
}

/** The month at the top of the window. */
export function shownMonth(months: readonly Month[]): Month | undefined {
  return months.findLast(({ element }) => element.getBoundingClientRect().top <= COVERED) ?? months[0];
}

/** Keeps the place in the entry of the history, and the month in the address. */
export function keepPlace(path: string, months: readonly Month[]): void {
  const month = shownMonth(months);
  const seen = firstSeen(months.map(({ element }) => element));
  const id = seen?.dataset['id'];
  const place: Place | null = seen && id ? { id, top: seen.getBoundingClientRect().top } : null;
  const first = !month || month === months[0];
  history.replaceState({ place: window.scrollY > 0 ? place : null }, '', first ? path : `${path}?month=${month.name}`);
}

/** Goes to where somebody was when they left, fetching as much of the month as that takes. */
export async function goToPlace(months: readonly Month[], month: Month | undefined): Promise<void> {
  const { place } = (history.state ?? {}) as { place?: Place | null };
  if (place) {
    const find = () => document.querySelector<HTMLElement>(`#live li[data-id="${CSS.escape(place.id)}"]`);
    // It is in the month of the address, or in one that came with it.
    const here = month ?? months[0];
    while (!find() && here && (await here.load()));
    const tile = find();
    if (tile) return window.scrollBy({ top: tile.getBoundingClientRect().top - place.top, behavior: 'instant' });
  }
  if (month && month !== months[0]) goToMonth(month);
}

export function goToMonth(month: Month): void {
  window.scrollBy({ top: month.element.getBoundingClientRect().top - HEADER, behavior: 'instant' });
}
