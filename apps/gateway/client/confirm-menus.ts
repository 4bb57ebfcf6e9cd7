import { shortcutLists } from './shortcuts.js';

const OPEN = 'details.confirm[open]';

/** Closes open confirmation menus by Escape and by a click elsewhere. */
export function closeConfirmMenus(): void {
  document.addEventListener('click', (event) => close(event.target));
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close(null);
  });
  shortcutLists.push(() => (document.querySelector(OPEN) ? [['Escape', 'Close the menu']] : []));
}

function close(except: EventTarget | null): void {
  for (const open of document.querySelectorAll<HTMLDetailsElement>(OPEN)) {
    if (!(except instanceof Node && open.contains(except))) open.open = false;
  }
}
