import { enhance } from './enhance.js';

/**
 * Puts the newest state of this page's changing part in the place of the old, as the server renders it. Tiles that are the same as
 * before stay the very elements they were: nothing flickers or is loaded again. False when the page could not be had.
 */
export async function refresh(): Promise<boolean> {
  const old = document.querySelector<HTMLElement>('#live');
  const fresh = await fetchPart();
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

async function fetchPart(): Promise<HTMLElement | null> {
  try {
    const response = await fetch(location.href, { headers: { accept: 'text/html' } });
    // Away to the log-in: leave the page as it is until its reader does something.
    if (!response.ok || response.redirected) return null;
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const part = page.querySelector<HTMLElement>('#live');
    return part && document.adoptNode(part);
  } catch {
    return null;
  }
}
