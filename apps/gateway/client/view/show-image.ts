import { enhance } from '../enhance.js';
import { keepLive } from '../live.js';
import { noteShown } from '../way-back.js';
import { prefetchNeighbours, pageAt, partOf } from './prefetch.js';
import { sharpen } from './sharpen.js';

let wanted = '';

/**
 * Shows another image or size without leaving the page. The address follows, and Back still leads to the list. A page that can't be
 * fetched is opened as without script, so that people see why.
 */
export async function showImage(href: string): Promise<void> {
  wanted = href;
  const text = await pageAt(href);
  // A newer request wins.
  if (wanted !== href) return;
  const fresh = text && partOf(text);
  const old = document.querySelector<HTMLElement>('#live');
  if (!fresh || !old) return location.assign(href);
  const open = [...old.querySelectorAll<HTMLDetailsElement>('details[open]')].map((fold) => fold.dataset['fold']);
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const key = focused instanceof HTMLElement ? focused.dataset['key'] : undefined;
  old.replaceWith(document.adoptNode(fresh));
  for (const fold of fresh.querySelectorAll<HTMLDetailsElement>('details')) fold.open ||= open.includes(fold.dataset['fold']);
  history.replaceState(null, '', href);
  noteShown();
  sharpen();
  const name = fresh.querySelector('h1')?.textContent ?? '';
  document.title = `${name} · Shoebox`;
  announce(name);
  enhance(fresh);
  if (key) fresh.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  keepLive();
  prefetchNeighbours();
}

/** Announces the image to screen readers. */
function announce(text: string): void {
  const status = document.querySelector('#said');
  if (status) status.textContent = text;
}
