import { isShortcut, keyTellers, type KeyLine } from '../keys.js';

const MOST = 8;
/** By one press of a key. */
const STEP = 1.5;
/** Pixels that a pan by a key goes, and under which a press is no drag. */
const PAN = 80;
const STILL = 5;

const KEYS: KeyLine[] = [
  ['+', 'Closer'],
  ['-', 'Further'],
  ['0', 'The whole picture'],
  ['z', 'Closest, and back'],
];
/** Instead of what they do else. */
const CLOSE_UP_KEYS: KeyLine[] = [
  ['ArrowLeft', 'Look further left'],
  ['ArrowRight', 'Look further right'],
  ['ArrowUp', 'Look further up'],
  ['ArrowDown', 'Look further down'],
  ['Escape', 'The whole picture'],
];

/** A closer look at the picture on the stage: by click, wheel, pinch or key, with the original in the place of the size. */
export class Zoom {
  private scale = 1;
  private x = 0;
  private y = 0;
  private drag: { x: number; y: number; moved: boolean } | null = null;

  constructor() {
    keyTellers.push(() => (shown() ? [...KEYS, ...(this.active ? CLOSE_UP_KEYS : [])] : []));
    document.addEventListener('pointerdown', (event) => this.press(event));
    document.addEventListener('pointermove', (event) => this.move(event));
    document.addEventListener('pointerup', () => setTimeout(() => (this.drag = null)));
    document.addEventListener('click', (event) => this.click(event));
    document.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    // Before the keys of the page: arrows and Escape mean something else while one looks closer.
    document.addEventListener('keydown', (event) => this.key(event), { capture: true });
    window.addEventListener('resize', () => this.leave());
  }

  get active(): boolean {
    return this.scale > 1;
  }

  /** Back to the whole picture. */
  leave(): void {
    if (this.active) this.to(1);
  }

  /** @param at the point of the window that stays where it is; the middle of the picture unless said */
  to(scale: number, at?: { clientX: number; clientY: number }): void {
    const image = shown();
    if (!image) return;
    const next = Math.min(MOST, Math.max(1, scale));
    const box = stage(image).getBoundingClientRect();
    const [px, py] = at ? [at.clientX - box.left - box.width / 2, at.clientY - box.top - box.height / 2] : [0, 0];
    this.x = px - ((px - this.x) * next) / this.scale;
    this.y = py - ((py - this.y) * next) / this.scale;
    this.scale = next;
    if (this.active) bringOriginal(image);
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
    if (!drag.moved && Math.hypot(dx, dy) < STILL) return;
    this.drag = { x: event.clientX, y: event.clientY, moved: true };
    this.pan(dx, dy);
  }

  /** A finger that touches twice sends a double click as well; once it may be on its way to something else. */
  private click(event: MouseEvent): void {
    const image = event.target instanceof Element && event.target.matches('img.shown') ? (event.target as HTMLImageElement) : null;
    const byFinger = event instanceof PointerEvent && event.pointerType === 'touch';
    if (!image || this.drag?.moved || (byFinger && event.detail !== 2)) return;
    this.to(this.active ? 1 : closer(image), event);
  }

  private wheel(event: WheelEvent): void {
    if (!(event.target instanceof Element) || !event.target.closest('[data-stage]')) return;
    // A pinch on a touchpad says Ctrl.
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
      '0': () => this.leave(),
      z: () => image && this.to(this.active ? 1 : closer(image)),
    };
    const closeUp: Record<string, () => void> = {
      Escape: () => this.leave(),
      ArrowLeft: () => this.pan(PAN, 0),
      ArrowRight: () => this.pan(-PAN, 0),
      ArrowUp: () => this.pan(0, PAN),
      ArrowDown: () => this.pan(0, -PAN),
    };
    const act = always[event.key] ?? (this.active ? closeUp[event.key] : undefined);
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

/** Where one pixel of the picture is one of the screen, or at least twice as close. */
function closer(image: HTMLImageElement): number {
  const { width, height } = stage(image).getBoundingClientRect();
  const fitted = Math.min(width / image.naturalWidth, height / image.naturalHeight);
  return Math.max(2, 1 / fitted / devicePixelRatio);
}

/** The picture stays as it is until the original is there in full. */
function bringOriginal(image: HTMLImageElement): void {
  const source = stage(image).dataset['zoom'];
  image.classList.add('fill');
  if (!source || image.dataset['source'] === source) return;
  image.dataset['source'] = source;
  const original = new Image();
  original.src = source;
  original.decode().then(
    () => (image.src = source),
    // Too large for this browser: the size is what there is.
    () => undefined,
  );
}
