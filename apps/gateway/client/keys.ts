/** Where this browser remembers that single keys shall do nothing (WCAG 2.2, 2.1.4). */
const OFF = 'keys-off';

/** A key, or several that are pressed together, and what it does: `['Ctrl + a', 'Select all']`. */
export type KeyLine = readonly [key: string, words: string];

/**
 * What keys do that belong to no link and no button. The part that listens for them tells, each time it is asked, what they do on the page as
 * it is then; a later one takes a key from one before.
 */
export const keyTellers: (() => KeyLine[])[] = [];

/**
 * Links and buttons that say in `data-key` by which key they are meant are pressed by it, and fields put in focus, from anywhere on the page but a field that is
 * being typed in. With Ctrl, Alt or Meta a key belongs to the browser.
 */
export function pressByKey(): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || !isShortcut(event)) return;
    const element = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(event.key)}"]`);
    if (!element || document.querySelector('details.confirm[open]')) return;
    event.preventDefault();
    if (element instanceof HTMLInputElement) element.focus();
    else element.click();
  });
}

/** Whether a key is meant for the page as a whole: pressed alone, not in a field and not in a dialog, by somebody who wants such keys. */
export function isShortcut(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return false;
  return !document.querySelector('dialog[open]') && (event.key.length > 1 || keysOn());
}

/** Whether a key is meant for the element that it was pressed in. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input:not([type=checkbox], [type=submit], [type=button]), textarea, select');
}

/** Whether keys that are characters do something: who speaks to their machine may not want that. */
export function keysOn(): boolean {
  try {
    return localStorage.getItem(OFF) === null;
  } catch {
    // A browser that was told to keep nothing.
    return true;
  }
}

export function setKeysOn(on: boolean): void {
  if (on) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, '');
}
