import { keyTellers } from './keys.js';

const OPEN = 'details.confirm[open]';

/** Questions that fold out close like a menu does: by Escape, and by a click elsewhere. */
export function closeQuestions(): void {
  document.addEventListener('click', (event) => close(event.target));
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close(null);
  });
  keyTellers.push(() => (document.querySelector(OPEN) ? [['Escape', 'Close the question']] : []));
}

function close(except: EventTarget | null): void {
  for (const open of document.querySelectorAll<HTMLDetailsElement>(OPEN)) {
    if (!(except instanceof Node && open.contains(except))) open.open = false;
  }
}
