import type { Page } from 'playwright-core';

/** Waits for the page of the picture of this name. */
export function heading(page: Page, name: string): Promise<void> {
  return page.getByRole('heading', { name, exact: true }).waitFor();
}

/** A finger on the picture, in pixels from the left; `height` is how far it goes down meanwhile. */
export function swipe(page: Page, from: number, to: number, height = 0): Promise<void> {
  return page.evaluate(
    ([x1, x2, dy]) => {
      const target = document.querySelector('img.shown')!;
      const at = (type: string, clientX: number, clientY: number) =>
        target.dispatchEvent(new PointerEvent(type, { pointerType: 'touch', pointerId: 5, clientX, clientY, bubbles: true }));
      at('pointerdown', x1!, 300);
      at('pointermove', x2!, 300 + dy!);
      at('pointerup', x2!, 300 + dy!);
    },
    [from, to, height],
  );
}
