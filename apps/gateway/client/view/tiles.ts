/** Side of a tile in pixels, as the image information says. */
const TILE = 512;
/** A tile is shown up to this much smaller than its pixels are, before those of the next resolution are asked for. */
const SHARPNESS = 0.7;
/** Tiles in memory, about a megabyte each: several times what a large screen shows. */
const KEPT = 128;
/** Milliseconds without movement until tiles are asked for. */
const SETTLED = 100;
/** How often a tile that could not be loaded is asked for again, and the milliseconds until then: the drive may still be making it. */
const RETRIES = 4;
const RETRY_AFTER = 3_000;

/** Where the picture lies: the middle of it beside the middle of the stage, and how much larger than fitted. */
export interface Placement {
  x: number;
  y: number;
  scale: number;
}

/** A part of the picture in one resolution: 1 is all pixels, 2 half of them in each direction. */
interface Tile {
  factor: number;
  left: number;
  top: number;
  width: number;
  height: number;
  image: HTMLImageElement;
}

const onStages = new WeakMap<HTMLElement, Tiles>();

/** The tiles of a stage whose picture is too large to be loaded as a whole; null for others. */
export function tilesOf(stage: HTMLElement): Tiles | null {
  const { tiles: service, width, height } = stage.dataset;
  if (service === undefined) return null;
  const known = onStages.get(stage) ?? new Tiles(stage, service, Number(width), Number(height));
  onStages.set(stage, known);
  return known;
}

/** Draws what one sees of a large picture, from tiles of an image service (IIIF Image API 3.0), over the variant that the stage shows. */
export class Tiles {
  private readonly canvas = document.createElement('canvas');
  /** By their addresses, the least recently used first. */
  private readonly tiles = new Map<string, Tile>();
  private at: Placement | null = null;
  private frame = 0;
  private timer = 0;

  constructor(
    private readonly stage: HTMLElement,
    private readonly service: string,
    readonly width: number,
    readonly height: number,
  ) {
    this.canvas.className = 'tiles';
    this.canvas.setAttribute('aria-hidden', 'true');
  }

  /** @param placement null: the whole picture is seen, for which there is a variant */
  show(placement: Placement | null): void {
    this.at = placement;
    clearTimeout(this.timer);
    if (!placement) {
      this.canvas.remove();
      this.forget(new Set());
      return;
    }
    if (!this.canvas.isConnected) this.stage.append(this.canvas);
    this.timer = window.setTimeout(() => this.load(), SETTLED);
    this.draw();
  }

  /** Draws once for all that happened since the last frame. */
  private draw(): void {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.paint();
    });
  }

  private paint(): void {
    const { clientWidth, clientHeight } = this.stage;
    const [width, height] = [Math.round(clientWidth * devicePixelRatio), Math.round(clientHeight * devicePixelRatio)];
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    const context = this.canvas.getContext('2d');
    if (!context || !this.at) return;
    context.clearRect(0, 0, width, height);
    const { left, top, scale } = this.lies(this.at);
    // Rounded, so that tiles side by side meet.
    const across = (x: number) => Math.round((left + x * scale) * devicePixelRatio);
    const down = (y: number) => Math.round((top + y * scale) * devicePixelRatio);
    const wanted = this.factor(scale);
    const drawn = [...this.tiles.values()].filter(({ image, factor }) => factor >= wanted && image.complete && image.naturalWidth > 0);
    for (const tile of drawn.sort((a, b) => b.factor - a.factor)) {
      const [x, y] = [across(tile.left), down(tile.top)];
      context.drawImage(tile.image, x, y, across(tile.left + tile.width) - x, down(tile.top + tile.height) - y);
    }
  }

  /** Where the upper left corner of the picture lies on the stage, and how large one of its pixels is. */
  private lies({ x, y, scale }: Placement): { left: number; top: number; scale: number } {
    const { clientWidth, clientHeight } = this.stage;
    const pixel = Math.min(clientWidth / this.width, clientHeight / this.height) * scale;
    return { left: clientWidth / 2 + x - (this.width * pixel) / 2, top: clientHeight / 2 + y - (this.height * pixel) / 2, scale: pixel };
  }

  /** The coarsest resolution that is sharp on this screen. */
  private factor(scale: number): number {
    let factor = 1;
    while (1 / (factor * 2) >= scale * devicePixelRatio * SHARPNESS) factor *= 2;
    return factor;
  }

  /** Asks for the tiles that are seen, those in the middle first, and stops asking for those that are not. */
  private load(): void {
    if (!this.at || !this.stage.isConnected) return;
    const { left, top, scale } = this.lies(this.at);
    const { clientWidth, clientHeight } = this.stage;
    const factor = this.factor(scale);
    const side = TILE * factor;
    const span = (start: number, seen: number, whole: number): number[] => {
      const first = Math.max(0, Math.floor(-start / scale / side));
      const last = Math.min(Math.ceil(whole / side), Math.ceil((seen - start) / scale / side));
      return Array.from({ length: Math.max(0, last - first) }, (_, index) => (first + index) * side);
    };
    const seen = span(top, clientHeight, this.height).flatMap((y) => span(left, clientWidth, this.width).map((x) => ({ x, y })));
    const middle = { x: (clientWidth / 2 - left) / scale - side / 2, y: (clientHeight / 2 - top) / scale - side / 2 };
    const distance = ({ x, y }: { x: number; y: number }) => Math.hypot(x - middle.x, y - middle.y);
    const wanted = seen.sort((a, b) => distance(a) - distance(b)).map(({ x, y }) => this.ask(x, y, factor));
    this.forget(new Set(wanted));
  }

  /** Returns the address of a tile, which is asked for unless it is there (Image API 3.0, implementation notes, section 3). */
  private ask(left: number, top: number, factor: number): string {
    const [width, height] = [Math.min(TILE * factor, this.width - left), Math.min(TILE * factor, this.height - top)];
    const size = `${Math.ceil(width / factor)},${Math.ceil(height / factor)}`;
    const address = `${this.service}/${left},${top},${width},${height}/${size}/0/default.webp`;
    const known = this.tiles.get(address);
    this.tiles.delete(address);
    this.tiles.set(address, known ?? { factor, left, top, width, height, image: this.fetch(address) });
    return address;
  }

  private fetch(address: string): HTMLImageElement {
    const image = new Image();
    let retries = 0;
    image.addEventListener('load', () => this.draw());
    image.addEventListener('error', () => {
      const isWanted = this.tiles.get(address)?.image === image;
      if (isWanted && retries++ < RETRIES) setTimeout(() => this.tiles.get(address)?.image === image && (image.src = address), RETRY_AFTER);
    });
    image.src = address;
    return image;
  }

  /** Drops tiles that are neither wanted nor there, and the least recently used of the others. */
  private forget(wanted: ReadonlySet<string>): void {
    for (const [address, { image }] of this.tiles) {
      const isThere = image.complete && image.naturalWidth > 0;
      if (wanted.has(address) || (isThere && this.tiles.size <= KEPT)) continue;
      this.tiles.delete(address);
      image.removeAttribute('src');
    }
  }
}
