import { fetchAhead } from './ahead.js';
import { show } from './show.js';
import { swipe } from './swipe.js';
import { Zoom } from './zoom.js';

/** On the page of a picture: the next one and other sizes without leaving the page, a closer look, and swiping. */
export function startViewer(): void {
  if (!document.querySelector('[data-stage]')) return;
  const zoom = new Zoom();
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a.beside, .sizes a') : null;
    // Another window, another tab: as the browser does it.
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    zoom.leave();
    void show(link.href);
  });
  swipe(zoom);
  fetchAhead();
}
