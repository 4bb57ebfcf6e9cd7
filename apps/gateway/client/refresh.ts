import { enhance } from './enhance.js';

let renew: () => Promise<boolean> = replaceLive;

/** Shows the newest state of this page. False when it could not be had. */
export function refresh(): Promise<boolean> {
  return renew();
}

/** For pages that hold more than one answer of the server: what is done in the place of `replaceLive`. */
export function refreshBy(own: () => Promise<boolean>): void {
  renew = own;
}

/**
 * Puts the newest state of this page's changing part in the place of the old, as the server renders it. Tiles that are the same as
 * before stay the very elements they were: nothing flickers or is loaded again. False when the page could not be had.
 */
export async function replaceLive(): Promise<boolean> {
  const old = document.querySelector<HTMLElement>('#live');
  const fresh = await fetchLive(location.href);
  if (!old || !fresh) return false;
  const focused = document.activeElement;
  const kept = new Map([...old.querySelectorAll<HTMLElement>('[data-mark]')].map((element) => [element.dataset['mark'], element]));
  for (const element of fresh.querySelectorAll<HTMLElement>('[data-mark]')) {
    const same = kept.get(element.dataset['mark']);
    if (same) element.replaceWith(same);
  }
  old.replaceWith(fresh);
  enhance(fresh);
  if (focused instanceof HTMLElement && fresh.contains(focused)) focused.focus({ preventScroll: true });
  return true;
}

/** The changing part of the page at this address; null when it could not be had. */
export async function fetchLive(href: string): Promise<HTMLElement | null> {
  const page = await fetchPage(href);
  const part = page?.querySelector<HTMLElement>('#live');
  return part ? document.adoptNode(part) : null;
}

/** A page, or a part of one without a page around it. */
export async function fetchPage(href: string): Promise<Document | null> {
  try {
    const response = await fetch(href, { headers: { accept: 'text/html' } });
    // Away to the log-in: leave the page as it is until its reader does something.
    if (!response.ok || response.redirected) return null;
    return new DOMParser().parseFromString(await response.text(), 'text/html');
  } catch {
    return null;
  }
}
