import { refreshBy } from '../refresh.js';
import { Photos } from './photos.js';
import { goToMonth, goToPlace, keepPlace, shownMonth } from './place.js';

/** Milliseconds of rest after which the address follows. */
const REST = 150;

/** On the page of all photos: more as one scrolls, the address following, a jump to any month, and the place kept on coming back. */
export function startPhotos(): void {
  const live = document.querySelector<HTMLElement>('#live[data-photos]');
  if (!live) return;
  const photos = new Photos(live);
  const choice = document.querySelector<HTMLSelectElement>('.jump select');
  let rest = 0;
  let width = window.innerWidth;
  const follow = () => {
    keepPlace(photos.path, photos.months);
    const name = shownMonth(photos.months)?.name;
    if (choice && name && document.activeElement !== choice) choice.value = name;
  };
  // Before the place is looked for: without the button the page may be shorter.
  choice?.form?.classList.add('enhanced');
  history.scrollRestoration = 'manual';
  refreshBy(() => photos.renew());
  const ready = goToPlace(photos.months, photos.month(new URLSearchParams(location.search).get('month'))).then(() => photos.fill());
  const followSoon = () => {
    window.clearTimeout(rest);
    rest = window.setTimeout(() => void ready.then(follow), REST);
  };
  photos.filled = followSoon;
  window.addEventListener('scroll', () => {
    void photos.fill();
    followSoon();
  });
  window.addEventListener('pagehide', follow);
  window.addEventListener('resize', () => {
    for (const month of photos.months) {
      month.keepRoom();
      for (const piece of month.pieces) piece.scale(width / window.innerWidth);
    }
    width = window.innerWidth;
    void photos.fill();
  });
  choice?.addEventListener('change', () => {
    const month = photos.month(choice.value);
    if (month) goToMonth(month);
  });
}
