/** Questions that fold out close like a menu does: by Escape, and by a click elsewhere. */
export function closeQuestions(): void {
  document.addEventListener('click', (event) => close(event.target));
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close(null);
  });
}

function close(except: EventTarget | null): void {
  for (const open of document.querySelectorAll<HTMLDetailsElement>('details.confirm[open]')) {
    if (!(except instanceof Node && open.contains(except))) open.open = false;
  }
}
