import { enhance } from './enhance.js';
import { leave } from './session.js';

let refreshPage: () => Promise<boolean> = replaceLive;

/** Shows the newest state of this page. False when it could not be fetched. */
export function refresh(): Promise<boolean> {
  return refreshPage();
}

/** Replaces `replaceLive` on a page that consists of several answers of the server. */
export function refreshBy(own: () => Promise<boolean>): void {
  refreshPage = own;
}

/**
 * Replaces the changing part of the page (#live) by its newest state from the server. Unchanged tiles keep their elements, so nothing
 * flickers or loads again. False when the page could not be fetched.
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

/** The changing part of the page at this address; null when it could not be fetched. */
export async function fetchLive(href: string): Promise<HTMLElement | null> {
  const page = await fetchPage(href);
  const part = page?.querySelector<HTMLElement>('#live');
  return part ? document.adoptNode(part) : null;
}

/** A page or a fragment; null when it could not be fetched. */
export async function fetchPage(href: string): Promise<Document | null> {
  try {
    const response = await fetch(href, { headers: { accept: 'text/html' } });
    if (response.redirected && new URL(response.url).pathname === '/login') leave();
    if (!response.ok || response.redirected) return null;
    return new DOMParser().parseFromString(await response.text(), 'text/html');
  } catch {
    return null;
  }
}
