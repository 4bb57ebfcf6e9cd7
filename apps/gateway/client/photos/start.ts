import { refreshBy } from '../refresh.js';
import { Photos } from './photos.js';
import { scrollToMonth, restoreScrollPosition, saveScrollPosition, currentMonth } from './scroll-position.js';

/** Milliseconds without scrolling after which the address follows. */
const SCROLL_END = 150;

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
  const ready = restoreScrollPosition(photos.months, photos.month(new URLSearchParams(location.search).get('month'))).then(() =>
    photos.fill(),
  );
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
    for (const month of photos.months) {
      month.reserveSpace();
      for (const chunk of month.chunks) chunk.scale(width / window.innerWidth);
    }
    width = window.innerWidth;
    void photos.fill();
  });
  choice?.addEventListener('change', () => {
    const month = photos.month(choice.value);
    if (month) scrollToMonth(month);
  });
}
