import { enhance } from '../enhance.js';
import { fetchPage } from '../refresh.js';
import { lastRow, Piece, tilesOf } from './piece.js';
import { steadily } from './steady.js';

const NAME = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });
/** Width to height of pictures as they come. */
const SHAPE = 1.25;

/** One month of the photos: a heading, the pieces that were fetched, and room for what was not. */
export class Month {
  readonly element: HTMLElement;
  pieces: Piece[] = [];
  /** Cursor of the next piece; null: there is none; undefined: nothing has been fetched. */
  private next: string | null | undefined;
  /** Tiles that would have made a row that is not full: they begin the next piece. */
  private carried: HTMLElement[] = [];
  private loading: Promise<boolean> | undefined;

  /**
   * @param path of the photos
   * @param images how many there are
   * @param given as the server sent it with the page
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
    this.keepRoom();
  }

  get begun(): boolean {
    return this.next !== undefined;
  }

  get complete(): boolean {
    return this.next === null;
  }

  /** Where the room for what was not fetched begins, in pixels from the top of the window. */
  get end(): number {
    return this.element.getBoundingClientRect().bottom - parseFloat(this.element.style.paddingBottom || '0');
  }

  /** Fetches the next piece. One at a time; false when it could not be had or there is none. */
  load(): Promise<boolean> {
    this.loading ??= this.fetchNext().finally(() => (this.loading = undefined));
    return this.loading;
  }

  /** Fetches all that was there before anew; tiles that show the same stay the very elements they were. */
  async reload(): Promise<void> {
    await this.loading;
    const many = this.pieces.flatMap((piece) => piece.ids()).length + this.carried.length;
    const kept = new Map<string | undefined, HTMLElement>();
    for (const tile of [...tilesOf(this.element), ...this.carried]) kept.set(tile.dataset['mark'], tile);
    const fresh = new Month(this.path, this.name, this.images);
    // Measured where it will stand, and not seen before it is there.
    const { parentElement: list } = this.element;
    if (!list) return;
    Object.assign(fresh.element.style, { position: 'absolute', visibility: 'hidden', width: `${this.element.clientWidth}px` });
    list.append(fresh.element);
    while (!fresh.complete && fresh.count() < many + 1 && (await fresh.load()));
    fresh.element.remove();
    if (!fresh.begun) return;
    this.steadily(() => {
      for (const tile of [...tilesOf(fresh.element), ...fresh.carried]) {
        const same = kept.get(tile.dataset['mark']);
        if (same) tile.replaceWith(same);
      }
      for (const { element } of this.pieces) element.remove();
      this.pieces = fresh.pieces;
      this.element.append(...fresh.pieces.map(({ element }) => element));
      [this.next, this.carried] = [fresh.next, fresh.carried.map((tile) => kept.get(tile.dataset['mark']) ?? tile)];
      this.keepRoom();
    });
  }

  /** As if nothing had been fetched. */
  forget(): void {
    for (const { element } of this.pieces) element.remove();
    [this.pieces, this.carried, this.next] = [[], [], undefined];
    this.keepRoom();
  }

  /** Pictures that are there. */
  count(): number {
    return this.pieces.reduce((sum, piece) => sum + piece.ids().length, this.carried.length);
  }

  /** Keeps the room that what was not fetched will need, as far as one can tell. */
  keepRoom(): void {
    const left = this.complete ? 0 : Math.max(0, this.images - this.count() + this.carried.length);
    const row = Math.min(216, Math.max(100, 0.15 * window.innerWidth));
    const width = this.element.clientWidth || document.documentElement.clientWidth;
    const rows = Math.ceil(left / Math.max(1, Math.round(width / (row * SHAPE + 6))));
    this.element.style.paddingBottom = `${Math.round(rows * (1.08 * row + 6))}px`;
  }

  private steadily(change: () => void): void {
    const { parentElement: list } = this.element;
    if (list) steadily(list.querySelectorAll<HTMLElement>('.month'), change);
    else change();
  }

  private async fetchNext(): Promise<boolean> {
    if (this.complete) return false;
    const query = this.next ? `?before=${encodeURIComponent(this.next)}` : '';
    const source = this.name + query;
    const grid = (await fetchPage(this.path + source))?.querySelector<HTMLElement>('.grid');
    if (!grid) return false;
    for (const tile of tilesOf(grid)) tile.dataset['source'] = source;
    this.steadily(() => {
      grid.prepend(...this.carried.splice(0));
      this.element.append(document.adoptNode(grid));
      this.add(grid);
      this.keepRoom();
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
    this.pieces.push(new Piece(grid));
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
