import { enhance } from '../enhance.js';
import { keepLive } from '../live.js';
import { fetchAhead, pageAt, partOf } from './ahead.js';

let wanted = '';

/**
 * Shows another picture, or another size, in the place of this one; the address follows, and the way back stays the list. A page that can't
 * be had is gone to as without a script, so that people see why.
 */
export async function show(href: string): Promise<void> {
  wanted = href;
  const text = await pageAt(href);
  // Somebody who presses a key twice means the second.
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
  const name = fresh.querySelector('h1')?.textContent ?? '';
  document.title = `${name} · Shoebox`;
  say(name);
  enhance(fresh);
  if (key) fresh.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  keepLive();
  fetchAhead();
}

/** For who hears the page. */
function say(text: string): void {
  const status = document.querySelector('#said');
  if (status) status.textContent = text;
}
