import { select, selected, selectRange, toggle } from './selected.js';

/** Selects by clicks on tiles and their boxes. While something is selected, a click on an image selects too; a new tab opens as usual. */
export function selectByPointing(): void {
  document.addEventListener('click', (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const box = target?.closest<HTMLInputElement>('.pick input');
    if (box) return event.shiftKey ? selectRange(box.value) : select([box.value], box.checked);
    const id = tileOf(target?.closest('a') ?? null);
    if (!id || event.button !== 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!event.shiftKey && selected().length === 0) return;
    event.preventDefault();
    if (event.shiftKey) selectRange(id);
    else toggle(id);
  });
  // A long press.
  document.addEventListener('contextmenu', (event) => {
    const id = event instanceof PointerEvent && event.pointerType === 'touch' ? tileOf(event.target) : undefined;
    if (!id) return;
    event.preventDefault();
    toggle(id);
  });
}

/** Id of the image whose tile contains the target. */
export function tileOf(target: EventTarget | null): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>('li[data-id]')?.dataset['id'] : undefined;
}
