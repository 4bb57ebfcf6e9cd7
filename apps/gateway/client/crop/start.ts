import { copyTexts } from '#libs/domain/copy-texts.js';

import { writeCopies } from '../copies.js';
import { addressOf, type Box, CORNERS, type Corner, type Crop, cropOf, moved, resized, shaped, WHOLE } from './box.js';

/** Widths of a `srcset`, in pixels. */
const WIDTHS = [320, 640, 1024, 1600, 2048];
/** Milliseconds without a change after which the result is asked for. */
const QUIET = 300;
/** Percent by which an arrow key moves; with Shift it is finer. */
const STEP = 2;
const FINE_STEP = 0.2;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const SIDES = ['x', 'y', 'width', 'height'] as const;

/** What the page says of the picture. */
interface Picture {
  id: string;
  name: string;
  width: number;
  height: number;
  /** Of the drive. */
  address: string;
  /** The address of the picture that is shown. */
  shown: string;
}

/** Opens the dialog that cuts a part out of a picture, at its button. The page may be replaced by that of another picture at any time. */
export function startCrop(): void {
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('[data-crop]') : null;
    const dialog = button?.parentElement?.querySelector<HTMLDialogElement>('[data-crop-dialog]');
    if (dialog) new CropDialog(dialog).open();
  });
}

/** Shows the buttons that need this script. */
export function offerCrop(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLElement>('[data-crop]')) button.hidden = false;
}

class CropDialog {
  private box: Box = WHOLE;
  private readonly picture: Picture;
  private readonly stage: HTMLElement;
  private readonly result: HTMLImageElement;
  private timer: number | undefined;
  private readonly ended = new AbortController();

  constructor(private readonly dialog: HTMLDialogElement) {
    this.picture = JSON.parse(dialog.dataset['cropDialog']!) as Picture;
    this.stage = this.find('[data-crop-stage]');
    const { shown, width, height } = this.picture;
    // Made here: a page loads nothing for a dialog that nobody opens.
    if (!this.stage.querySelector('img')) this.stage.prepend(imageOf('The whole picture', { src: shown, width, height, draggable: false }));
    const results = this.find('[data-crop-results]');
    this.result = results.querySelector('img') ?? imageOf('The result');
    this.result.dataset['cropResult'] = '';
    results.prepend(this.result);
  }

  open(): void {
    const { signal } = this.ended;
    this.dialog.addEventListener('close', () => this.ended.abort(), { signal });
    this.dialog.addEventListener('click', (event) => this.closeBy(event), { signal });
    this.dialog.addEventListener('input', (event) => this.read(event.target), { signal });
    this.stage.addEventListener('keydown', (event) => this.press(event), { signal });
    this.stage.addEventListener('pointerdown', (event) => this.drag(event), { signal });
    this.result.addEventListener('load', () => this.say(null), { signal });
    this.result.addEventListener('error', () => this.say('The result could not be made. Try again in a moment.'), { signal });
    this.set({ x: 10, y: 10, width: 80, height: 80 });
    this.dialog.showModal();
  }

  private find<T extends HTMLElement>(selector: string): T {
    return this.dialog.querySelector<T>(selector)!;
  }

  /** Pixels, as the field says; nothing sensible in it: all there are. */
  private get width(): number {
    const { value } = this.find<HTMLInputElement>('[data-crop-width]');
    return /^\d{1,4}$/.test(value) && Number(value) > 0 ? Number(value) : Infinity;
  }

  /** The width of the chosen shape by its height, in percent of the picture; null: any. */
  private get shape(): number | null {
    const [width, height] = this.find<HTMLSelectElement>('[data-crop-shape]').value.split(':').map(Number);
    return width && height ? (width / height) * (this.picture.height / this.picture.width) : null;
  }

  private closeBy(event: MouseEvent): void {
    const onButton = event.target instanceof Element && event.target.closest('[data-crop-close]');
    // A click on the backdrop has the dialog as its target.
    if (onButton || event.target === this.dialog) this.dialog.close();
  }

  /** Takes over what somebody typed or chose. */
  private read(target: EventTarget | null): void {
    if (!(target instanceof HTMLElement)) return;
    if (target.matches('[data-crop-shape]')) return this.set(shaped(this.box, this.shape));
    const side = SIDES.find((one) => target.dataset['cropSide'] === one);
    if (side) this.readSide(side, Number((target as HTMLInputElement).value));
    else if (target.matches('[data-crop-width], [data-crop-format]')) this.show();
  }

  private readSide(side: keyof Box, value: number): void {
    if (!(value >= 0 && value <= 100)) return;
    const { x, y, width, height }: Box = { ...this.box, [side]: value };
    const kept = { x: Math.min(x, 99), y: Math.min(y, 99) };
    this.set({ ...kept, width: Math.min(Math.max(1, width), 100 - kept.x), height: Math.min(Math.max(1, height), 100 - kept.y) }, side);
  }

  private press(event: KeyboardEvent): void {
    const arrow = ARROWS[event.key];
    if (!arrow || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const step = event.shiftKey ? FINE_STEP : STEP;
    this.change(this.box, cornerOf(event.target), arrow[0] * step, arrow[1] * step);
  }

  /** Moves the area, or the corner, under a mouse or a finger until it is let go. */
  private drag(down: PointerEvent): void {
    const held = down.target instanceof Element ? down.target.closest<HTMLElement>('[data-crop-box], [data-crop-corner]') : null;
    if (!held || down.button !== 0) return;
    const from = this.box;
    const { width, height } = this.stage.getBoundingClientRect();
    // Else the browser may begin to drag or to select, which ends this.
    down.preventDefault();
    held.focus({ preventScroll: true });
    held.setPointerCapture(down.pointerId);
    const drags = new AbortController();
    const signal = AbortSignal.any([drags.signal, this.ended.signal]);
    const move = (event: PointerEvent) => {
      const [dx, dy] = [((event.clientX - down.clientX) / width) * 100, ((event.clientY - down.clientY) / height) * 100];
      this.change(from, cornerOf(held), dx, dy);
    };
    held.addEventListener('pointermove', move, { signal });
    for (const end of ['pointerup', 'pointercancel'] as const) held.addEventListener(end, () => drags.abort(), { signal });
  }

  private change(from: Box, corner: Corner | null, dx: number, dy: number): void {
    this.set(corner ? resized(from, corner, dx, dy, this.shape) : moved(from, dx, dy));
  }

  /** @param typed the field that somebody is typing in, which is left alone */
  private set(box: Box, typed?: keyof Box): void {
    this.box = box;
    const { style } = this.find('[data-crop-frame]');
    [style.left, style.top, style.width, style.height] = [box.x, box.y, box.width, box.height].map((side) => `${side}%`) as [string, string, string, string]; // prettier-ignore
    for (const side of SIDES) {
      if (side !== typed) this.find<HTMLInputElement>(`[data-crop-side=${side}]`).value = String(Math.round(box[side] * 10) / 10);
    }
    this.show();
  }

  /** Writes the texts at once, and shows the result when nothing has changed for a moment. */
  private show(): void {
    const crop = cropOf(this.box, this.picture);
    const width = Math.min(this.width, crop.width);
    const height = Math.max(1, Math.round((crop.height * width) / crop.width));
    const format = this.find<HTMLSelectElement>('[data-crop-format]').value;
    const { id, name, address } = this.picture;
    const src = addressOf(id, crop, width, format);
    const texts = copyTexts({ src: address + src, set: this.srcSet(crop, width, format), name, width, height });
    writeCopies(this.find('[data-copies]'), texts);
    this.find('[data-crop-size]').textContent = `${width} × ${height} pixels`;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.load(src), QUIET);
  }

  private srcSet(crop: Crop, width: number, format: string): string {
    const { id, address } = this.picture;
    const widths = [...WIDTHS.filter((one) => one < width), width];
    return widths.map((one) => `${address}${addressOf(id, crop, one, format)} ${one}w`).join(', ');
  }

  private load(src: string): void {
    if (this.result.getAttribute('src') === src || !this.dialog.open) return;
    this.result.src = src;
    this.say('Making the result…');
  }

  private say(words: string | null): void {
    this.find('[data-crop-said]').textContent = words ?? '';
  }
}

function imageOf(alt: string, more: Partial<HTMLImageElement> = {}): HTMLImageElement {
  return Object.assign(document.createElement('img'), { alt }, more);
}

function cornerOf(target: EventTarget | null): Corner | null {
  const name = target instanceof HTMLElement ? target.dataset['cropCorner'] : undefined;
  return CORNERS.find((corner) => corner === name) ?? null;
}
