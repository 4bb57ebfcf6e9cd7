import { prefetchNeighbours } from './prefetch.js';
import { sharpen } from './sharpen.js';
import { showImage } from './show-image.js';
import { noteShown } from '../way-back.js';
import { handleTouch } from './touch.js';
import { Zoom } from './zoom.js';

/** Starts the viewer: next images and other sizes without leaving the page, zoom, and touch. */
export function startViewer(): void {
  if (!document.querySelector('[data-stage]')) return;
  const zoom = new Zoom();
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a.beside, .sizes a') : null;
    // A new window or tab: left to the browser.
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    zoom.reset();
    void showImage(link.href);
  });
  handleTouch(zoom);
  noteShown();
  sharpen();
  prefetchNeighbours();
}
