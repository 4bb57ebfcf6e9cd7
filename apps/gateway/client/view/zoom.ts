import { isShortcut, shortcutLists, type Shortcut } from '../shortcuts.js';
import { tilesOf } from './tiles.js';

const MAX_SCALE = 8;
/** Factor of one key press. */
const STEP = 1.5;
/** Pixels of a pan by key, and the least movement of a drag. */
const PAN = 80;
const MIN_DRAG = 5;

const KEYS: Shortcut[] = [
  ['+', 'Zoom in'],
  ['-', 'Zoom out'],
  ['0', 'Fit'],
  ['z', 'Toggle full zoom'],
];
/** Override other shortcuts while zoomed in. */
const ZOOMED_KEYS: Shortcut[] = [
  ['ArrowLeft', 'Pan left'],
  ['ArrowRight', 'Pan right'],
  ['ArrowUp', 'Pan up'],
  ['ArrowDown', 'Pan down'],
  ['Escape', 'Fit'],
];

/** Zooms the image on the stage by click, wheel, pinch or key, and loads the original meanwhile, or the tiles that one sees of a large one. */
export class Zoom {
  private scale = 1;
  private x = 0;
  private y = 0;
  private drag: { x: number; y: number; moved: boolean } | null = null;

  constructor() {
    shortcutLists.push(() => (shown() ? [...KEYS, ...(this.active ? ZOOMED_KEYS : [])] : []));
    document.addEventListener('pointerdown', (event) => this.press(event));
    document.addEventListener('pointermove', (event) => this.move(event));
    document.addEventListener('pointerup', () => setTimeout(() => (this.drag = null)));
    document.addEventListener('click', (event) => this.click(event));
    document.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    // In the capture phase: arrows and Escape have another meaning while zoomed in.
    document.addEventListener('keydown', (event) => this.key(event), { capture: true });
    window.addEventListener('resize', () => this.reset());
  }

  get active(): boolean {
    return this.scale > 1;
  }

  /** Fits the whole image. */
  reset(): void {
    if (this.active) this.to(1);
  }

  /** @param at the point of the window that stays in place; by default the middle of the image */
  to(scale: number, at?: { clientX: number; clientY: number }): void {
    const image = shown();
    if (!image) return;
    const next = Math.min(Math.max(MAX_SCALE, 2 * fullScale(image)), Math.max(1, scale));
    const box = stage(image).getBoundingClientRect();
    const [px, py] = at ? [at.clientX - box.left - box.width / 2, at.clientY - box.top - box.height / 2] : [0, 0];
    this.x = px - ((px - this.x) * next) / this.scale;
    this.y = py - ((py - this.y) * next) / this.scale;
    this.scale = next;
    if (this.active) loadOriginal(image);
    this.apply(image);
  }

  by(factor: number, at?: { clientX: number; clientY: number }): void {
    this.to(this.scale * factor, at);
  }

  pan(dx: number, dy: number): void {
    const image = shown();
    if (!image || !this.active) return;
    this.x += dx;
    this.y += dy;
    this.apply(image);
  }

  private apply(image: HTMLImageElement): void {
    const { width, height } = stage(image).getBoundingClientRect();
    const [farX, farY] = [((this.scale - 1) * width) / 2, ((this.scale - 1) * height) / 2];
    this.x = Math.min(farX, Math.max(-farX, this.x));
    this.y = Math.min(farY, Math.max(-farY, this.y));
    image.style.transform = this.active ? `translate(${this.x}px, ${this.y}px) scale(${this.scale})` : '';
    stage(image).classList.toggle('zoomed', this.active);
    tilesOf(stage(image))?.show(this.active ? { x: this.x, y: this.y, scale: this.scale } : null);
  }

  private press(event: PointerEvent): void {
    const onPicture = event.target instanceof Element && event.target.matches('img.shown');
    this.drag = onPicture && event.isPrimary ? { x: event.clientX, y: event.clientY, moved: false } : null;
    if (this.drag && this.active) event.preventDefault();
  }

  private move(event: PointerEvent): void {
    const { drag } = this;
    if (!drag || !event.isPrimary) return;
    const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!drag.moved && Math.hypot(dx, dy) < MIN_DRAG) return;
    this.drag = { x: event.clientX, y: event.clientY, moved: true };
    this.pan(dx, dy);
  }

  /** By touch only a double tap zooms; a single tap may start another gesture. */
  private click(event: MouseEvent): void {
    const image = event.target instanceof Element && event.target.matches('img.shown') ? (event.target as HTMLImageElement) : null;
    const byFinger = event instanceof PointerEvent && event.pointerType === 'touch';
    if (!image || this.drag?.moved || (byFinger && event.detail !== 2)) return;
    this.to(this.active ? 1 : fullScale(image), event);
  }

  private wheel(event: WheelEvent): void {
    if (!(event.target instanceof Element) || !event.target.closest('[data-stage]')) return;
    // Browsers report a pinch on a touchpad as wheel with Ctrl.
    if (!event.ctrlKey && !this.active) return;
    event.preventDefault();
    if (event.ctrlKey) this.by(Math.exp(-event.deltaY / 100), event);
    else this.pan(-event.deltaX, -event.deltaY);
  }

  private key(event: KeyboardEvent): void {
    if (!isShortcut(event)) return;
    const image = shown();
    const always: Record<string, () => void> = {
      '+': () => this.by(STEP),
      '=': () => this.by(STEP),
      '-': () => this.by(1 / STEP),
      '0': () => this.reset(),
      z: () => image && this.to(this.active ? 1 : fullScale(image)),
    };
    const zoomed: Record<string, () => void> = {
      Escape: () => this.reset(),
      ArrowLeft: () => this.pan(PAN, 0),
      ArrowRight: () => this.pan(-PAN, 0),
      ArrowUp: () => this.pan(0, PAN),
      ArrowDown: () => this.pan(0, -PAN),
    };
    const act = always[event.key] ?? (this.active ? zoomed[event.key] : undefined);
    if (!act || !image) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  }
}

function shown(): HTMLImageElement | null {
  return document.querySelector<HTMLImageElement>('img.shown');
}

function stage(image: HTMLImageElement): HTMLElement {
  return image.closest<HTMLElement>('[data-stage]') ?? image;
}

/** The scale at which one image pixel is one screen pixel, at least 2. */
function fullScale(image: HTMLImageElement): number {
  const { width, height } = stage(image).getBoundingClientRect();
  const whole = tilesOf(stage(image)) ?? { width: image.naturalWidth, height: image.naturalHeight };
  const fitted = Math.min(width / whole.width, height / whole.height);
  return Math.max(2, 1 / fitted / devicePixelRatio);
}

/** Loads the original and shows it once it is decoded. */
export function loadOriginal(image: HTMLImageElement): void {
  const source = stage(image).dataset['zoom'];
  image.classList.add('fill');
  if (!source || image.dataset['source'] === source) return;
  image.dataset['source'] = source;
  const original = new Image();
  original.src = source;
  original.decode().then(
    () => {
      image.removeAttribute('srcset');
      image.src = source;
    },
    // Too large for this browser: the variant stays.
    () => undefined,
  );
}
