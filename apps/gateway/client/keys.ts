/**
 * Links and buttons that say in `data-key` by which key they are meant are pressed by it, from anywhere on the page but a field that is
 * being typed in. With Ctrl, Alt or Meta a key belongs to the browser.
 */
export function pressByKey(): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
    const element = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(event.key)}"]`);
    if (!element || document.querySelector('details.confirm[open], dialog[open]')) return;
    event.preventDefault();
    element.click();
  });
}

/** Whether a key is meant for the element that it was pressed in. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input:not([type=checkbox], [type=submit], [type=button]), textarea, select');
}
