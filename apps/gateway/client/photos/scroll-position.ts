import type { Month } from './month.js';
import { COVERED_TOP, firstVisible, HEADER } from './scroll-anchor.js';

/** The first visible image and its distance from the top of the window, in pixels. */
export interface ScrollPosition {
  id: string;
  top: number;
}

/** The month at the top of the window. */
export function currentMonth(months: readonly Month[]): Month | undefined {
  return months.findLast(({ element }) => element.getBoundingClientRect().top <= COVERED_TOP) ?? months[0];
}

/** Saves the scroll position in the history entry, and the month in the address. */
export function saveScrollPosition(path: string, months: readonly Month[]): void {
  const month = currentMonth(months);
  const seen = firstVisible(months.map(({ element }) => element));
  const id = seen?.dataset['id'];
  const position: ScrollPosition | null = seen && id ? { id, top: seen.getBoundingClientRect().top } : null;
  const first = !month || month === months[0];
  history.replaceState({ place: window.scrollY > 0 ? position : null }, '', first ? path : `${path}?month=${month.name}`);
}

/** Restores the saved scroll position, loading as much of the month as that needs. */
export async function restoreScrollPosition(months: readonly Month[], month: Month | undefined): Promise<void> {
  const { place } = (history.state ?? {}) as { place?: ScrollPosition | null };
  // The image is in the month of the address, or in one sent with it.
  if (place && (await moveTo(place, month ?? months[0]))) return;
  if (month && month !== months[0]) scrollToMonth(month);
}

/** Moves so that this image is where it was. False when it is not in the month. */
export async function moveTo({ id, top }: ScrollPosition, month: Month | undefined): Promise<boolean> {
  const tile = await findTile(id, month);
  if (tile) window.scrollBy({ top: tile.getBoundingClientRect().top - top, behavior: 'instant' });
  return tile !== null;
}

/** Whether all of it is between the edges of the window. */
export function isInWindow(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return top >= 0 && bottom <= window.innerHeight;
}

/** The tile of an image, loading as much of the month as that needs; null when it is not there. */
export async function findTile(id: string, month: Month | undefined): Promise<HTMLElement | null> {
  const find = () => document.querySelector<HTMLElement>(`#live li[data-id="${CSS.escape(id)}"]`);
  while (!find() && month && (await month.load()));
  return find();
}

export function scrollToMonth(month: Month): void {
  window.scrollBy({ top: month.element.getBoundingClientRect().top - HEADER, behavior: 'instant' });
}
