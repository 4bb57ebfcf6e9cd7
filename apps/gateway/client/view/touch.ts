import type { Zoom } from './zoom.js';

/** Share of the stage's width that a swipe must cover. */
const SWIPE_DISTANCE = 0.18;

/** A horizontal swipe shows a neighbour, a pinch zooms. Vertical movement is left to the browser, which scrolls. */
export function handleTouch(zoom: Zoom): void {
  const fingers = new Map<number, PointerEvent>();
  let start: { x: number; y: number } | null = null;
  let spread = 0;

  document.addEventListener('pointerdown', (event) => {
    const onStage = event.target instanceof Element && event.target.closest('[data-stage]');
    if (event.pointerType !== 'touch' || !onStage) return;
    fingers.set(event.pointerId, event);
    start = fingers.size === 1 ? { x: event.clientX, y: event.clientY } : null;
    spread = spreadOf(fingers);
  });
  document.addEventListener('pointermove', (event) => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, event);
    if (fingers.size !== 2) return;
    const now = spreadOf(fingers);
    if (spread > 0) zoom.by(now / spread, middleOf(fingers));
    spread = now;
  });
  const end = (event: PointerEvent) => {
    if (!fingers.delete(event.pointerId) || !start || fingers.size > 0) return;
    const [dx, dy] = [event.clientX - start.x, event.clientY - start.y];
    start = null;
    const width = document.querySelector('[data-stage]')?.clientWidth ?? 0;
    if (event.type === 'pointercancel' || zoom.active || Math.abs(dx) < width * SWIPE_DISTANCE || Math.abs(dx) < 2 * Math.abs(dy)) return;
    document.querySelector<HTMLElement>(dx > 0 ? 'a.newer' : 'a.older')?.click();
  };
  document.addEventListener('pointerup', end);
  document.addEventListener('pointercancel', end);
}

/** Pixels between two fingers; 0 when there are not two. */
function spreadOf(fingers: ReadonlyMap<number, PointerEvent>): number {
  const [one, two] = [...fingers.values()];
  return one && two ? Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY) : 0;
}

function middleOf(fingers: ReadonlyMap<number, PointerEvent>): { clientX: number; clientY: number } {
  const all = [...fingers.values()];
  const mean = (of: (finger: PointerEvent) => number) => all.reduce((sum, finger) => sum + of(finger), 0) / all.length;
  return { clientX: mean(({ clientX }) => clientX), clientY: mean(({ clientY }) => clientY) };
}
