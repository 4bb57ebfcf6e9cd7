import { refreshBy } from '../refresh.js';
import { Photos } from './photos.js';
import {
  currentMonth,
  findTile,
  isInWindow,
  moveTo,
  restoreScrollPosition,
  saveScrollPosition,
  scrollToMonth,
  type ScrollPosition,
} from './scroll-position.js';

/** Milliseconds without scrolling after which the address follows. */
const SCROLL_END = 150;

let move: (id: string, month: string, position: ScrollPosition | null) => Promise<void> = async () => undefined;

/** Loads a month until the tile of this image is there, after moving to a position that was left. */
export function showInPhotos(id: string, month: string, position: ScrollPosition | null): Promise<void> {
  return move(id, month, position);
}

/** Starts the timeline: loads while scrolling, keeps the address and scroll position, and jumps to months. */
export function startPhotos(): void {
  const live = document.querySelector<HTMLElement>('#live[data-photos]');
  if (!live) return;
  const photos = new Photos(live);
  const choice = document.querySelector<HTMLSelectElement>('.jump select');
  let timer = 0;
  let width = window.innerWidth;
  const saveState = () => {
    saveScrollPosition(photos.path, photos.months);
    const name = currentMonth(photos.months)?.name;
    if (choice && name && document.activeElement !== choice) choice.value = name;
  };
  // Before the scroll position is restored: hiding the button changes the height of the page.
  choice?.form?.classList.add('enhanced');
  history.scrollRestoration = 'manual';
  refreshBy(() => photos.refresh());
  const month = photos.month(new URLSearchParams(location.search).get('month'));
  const ready = restoreScrollPosition(photos.months, month).then(() => photos.fill());
  move = async (id, name, position) => {
    await ready;
    const own = photos.month(name) ?? photos.months[0];
    if (position) await moveTo(position, own);
    const tile = await findTile(id, own);
    // What is far from the window is collapsed again.
    if (tile && !isInWindow(tile)) tile.scrollIntoView({ block: 'center', behavior: 'instant' });
    await photos.fill();
  };
  const saveStateSoon = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void ready.then(saveState), SCROLL_END);
  };
  photos.onFilled = saveStateSoon;
  window.addEventListener('scroll', () => {
    void photos.fill();
    saveStateSoon();
  });
  window.addEventListener('pagehide', saveState);
  window.addEventListener('resize', () => {
    const rows = live.clientWidth;
    for (const each of photos.months) {
      each.reserveSpace(rows);
      for (const chunk of each.chunks) chunk.scale(width / window.innerWidth);
    }
    width = window.innerWidth;
    void photos.fill();
  });
  choice?.addEventListener('change', () => {
    const chosen = photos.month(choice.value);
    if (chosen) scrollToMonth(chosen);
  });
}
