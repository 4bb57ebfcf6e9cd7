import { enhance } from '../enhance.js';
import { fetchPage } from '../refresh.js';
import { lastRow, GridChunk, tilesOf } from './grid-chunk.js';
import { withScrollAnchor } from './scroll-anchor.js';

const NAME = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });
/** Mean width to height of images. */
const ASPECT_RATIO = 1.25;

/** One month of the timeline: a heading, the loaded chunks, and empty space for the rest. */
export class Month {
  readonly element: HTMLElement;
  chunks: GridChunk[] = [];
  /** Cursor of the next chunk; null: the month is complete; undefined: nothing is loaded. */
  private next: string | null | undefined;
  /** Tiles of an incomplete last row: they begin the next chunk. */
  private carried: HTMLElement[] = [];
  private loading: Promise<boolean> | undefined;
  /** Pixels of the space for what is not loaded. */
  private reserved = 0;

  /**
   * @param path of the photos page
   * @param images their number in this month
   * @param given the section that the server sent with the page
   */
  constructor(
    private readonly path: string,
    readonly name: string,
    public images: number,
    given?: HTMLElement,
  ) {
    this.element = given ?? empty(name);
    const grid = given?.querySelector<HTMLElement>('.grid');
    if (grid) this.add(grid);
  }

  get started(): boolean {
    return this.next !== undefined;
  }

  get complete(): boolean {
    return this.next === null;
  }

  /** Where the unloaded space begins, in pixels from the top of the window. */
  get end(): number {
    return this.element.getBoundingClientRect().bottom - this.reserved;
  }

  /** Loads the next chunk, one at a time. False when it could not be fetched or there is none. */
  load(): Promise<boolean> {
    this.loading ??= this.fetchNext().finally(() => (this.loading = undefined));
    return this.loading;
  }

  /** Loads again as much as was loaded. Unchanged tiles keep their elements. */
  async reload(): Promise<void> {
    await this.loading;
    const many = this.chunks.flatMap((chunk) => chunk.ids()).length + this.carried.length;
    const kept = new Map<string | undefined, HTMLElement>();
    for (const tile of [...tilesOf(this.element), ...this.carried]) kept.set(tile.dataset['mark'], tile);
    const fresh = new Month(this.path, this.name, this.images);
    // Measured in its final width, and invisible until it replaces the old section.
    const { parentElement: list } = this.element;
    if (!list) return;
    Object.assign(fresh.element.style, { position: 'absolute', visibility: 'hidden', width: `${this.element.clientWidth}px` });
    list.append(fresh.element);
    while (!fresh.complete && fresh.count() < many + 1 && (await fresh.load()));
    fresh.element.remove();
    if (!fresh.started) return;
    this.anchored(() => {
      for (const tile of [...tilesOf(fresh.element), ...fresh.carried]) {
        const same = kept.get(tile.dataset['mark']);
        if (same) tile.replaceWith(same);
      }
      for (const { element } of this.chunks) element.remove();
      this.chunks = fresh.chunks;
      this.element.append(...fresh.chunks.map(({ element }) => element));
      [this.next, this.carried] = [fresh.next, fresh.carried.map((tile) => kept.get(tile.dataset['mark']) ?? tile)];
      this.reserveSpace();
    });
  }

  /** Unloads everything. */
  unload(): void {
    for (const { element } of this.chunks) element.remove();
    [this.chunks, this.carried, this.next] = [[], [], undefined];
    this.reserveSpace();
  }

  /** Number of loaded images. */
  count(): number {
    return this.chunks.reduce((sum, chunk) => sum + chunk.ids().length, this.carried.length);
  }

  /**
   * Reserves the estimated space of the images that are not loaded; the style sheet draws tiles there.
   * @param width of the page's rows, where it is known: to measure it after every change of a hundred months takes a second
   */
  reserveSpace(width = this.element.clientWidth || document.documentElement.clientWidth): void {
    const left = this.complete ? 0 : Math.max(0, this.images - this.count() + this.carried.length);
    const row = Math.min(216, Math.max(100, 0.15 * window.innerWidth));
    const rows = Math.ceil(left / Math.max(1, Math.round(width / (row * ASPECT_RATIO + 6))));
    this.reserved = Math.round(rows * (1.08 * row + 6));
    this.element.style.setProperty('--unloaded', `${this.reserved}px`);
  }

  private anchored(change: () => void): void {
    const { parentElement: list } = this.element;
    if (list) withScrollAnchor(list.querySelectorAll<HTMLElement>('.month'), change);
    else change();
  }

  private async fetchNext(): Promise<boolean> {
    if (this.complete) return false;
    const query = this.next ? `?before=${encodeURIComponent(this.next)}` : '';
    const source = this.name + query;
    const grid = (await fetchPage(this.path + source))?.querySelector<HTMLElement>('.grid');
    if (!grid) return false;
    for (const tile of tilesOf(grid)) tile.dataset['source'] = source;
    this.anchored(() => {
      grid.prepend(...this.carried.splice(0));
      this.element.append(document.adoptNode(grid));
      this.add(grid);
      this.reserveSpace();
    });
    enhance(grid);
    return true;
  }

  private add(grid: HTMLElement): void {
    this.next = grid.dataset['next'] ?? null;
    if (this.next !== null) {
      this.carried = lastRow(grid);
      for (const tile of this.carried) tile.remove();
      grid.classList.toggle('full', this.carried.length > 0);
    }
    this.chunks.push(new GridChunk(grid));
  }
}

function empty(name: string): HTMLElement {
  const element = document.createElement('section');
  element.className = 'month';
  element.dataset['month'] = name;
  const heading = document.createElement('h2');
  heading.textContent = NAME.format(new Date(`${name}-01`));
  element.append(heading);
  return element;
}
