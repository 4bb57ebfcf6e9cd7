/** Questions that fold out close like a menu does: by Escape, and by a click elsewhere. */
export function closeOnEscape(): void {
  const close = (except: EventTarget | null) => {
    for (const open of document.querySelectorAll<HTMLDetailsElement>('details.confirm[open]')) {
      if (!(except instanceof Node && open.contains(except))) open.open = false;
    }
  };
  document.addEventListener('click', (event) => close(event.target));
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close(null);
  });
}
