/** localStorage key that switches single-key shortcuts off (WCAG 2.2, 2.1.4). */
const OFF = 'keys-off';

/** A key or combination, and what it does: `['Ctrl + a', 'Select all']`. */
export type Shortcut = readonly [key: string, words: string];

/**
 * Shortcuts that belong to no link or button. The module that handles them lists those that work on the page at the moment; a later list
 * overrides the same key of an earlier one.
 */
export const shortcutLists: (() => Shortcut[])[] = [];

/**
 * Presses the link or button, or focuses the field, whose `data-key` names the pressed key. Not while somebody types in a field; with
 * Ctrl, Alt or Meta a key belongs to the browser.
 */
export function pressByShortcut(): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || !isShortcut(event)) return;
    const element = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(event.key)}"]`);
    if (!element || document.querySelector('details.confirm[open]')) return;
    event.preventDefault();
    if (element instanceof HTMLInputElement) element.focus();
    else element.click();
  });
}

/** True for a key without modifiers, outside fields and dialogs; a character only where shortcuts are enabled. */
export function isShortcut(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return false;
  return !document.querySelector('dialog[open]') && (event.key.length > 1 || shortcutsEnabled());
}

/** True when the key goes into a field. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input:not([type=checkbox], [type=submit], [type=button]), textarea, select');
}

/** False where single-character shortcuts are switched off. */
export function shortcutsEnabled(): boolean {
  try {
    return localStorage.getItem(OFF) === null;
  } catch {
    // The browser is set to store nothing.
    return true;
  }
}

export function enableShortcuts(on: boolean): void {
  if (on) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, '');
}
