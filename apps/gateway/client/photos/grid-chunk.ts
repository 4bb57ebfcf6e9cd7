import { enhance } from '../enhance.js';

/** Some rows of one month. Far from the viewport, only its height and image ids stay in the document. */
export class GridChunk {
  private html: string | null = null;

  constructor(readonly element: HTMLElement) {}

  get isCollapsed(): boolean {
    return this.html !== null;
  }

  /** Not with the focus inside, nor with unfinished images, which are refreshed in place. */
  get canCollapse(): boolean {
    const { element } = this;
    return this.html === null && !element.contains(document.activeElement) && !element.querySelector('[data-unfinished]');
  }

  /** Removes the tiles. @param height as it is, in pixels */
  collapse(height: number): void {
    const { element } = this;
    element.dataset['ids'] = this.ids().join(' ');
    // The content security policy allows no styles in HTML.
    for (const styled of element.querySelectorAll('[style]')) styled.removeAttribute('style');
    this.html = element.innerHTML;
    element.replaceChildren();
    element.style.height = `${height}px`;
  }

  expand(): void {
    const { element } = this;
    if (this.html === null) return;
    element.innerHTML = this.html;
    this.html = null;
    element.style.height = '';
    delete element.dataset['ids'];
    enhance(element);
  }

  /** Adapts the height of a collapsed chunk to a new window width. */
  scale(factor: number): void {
    if (this.html !== null) this.element.style.height = `${parseFloat(this.element.style.height) * factor}px`;
  }

  ids(): string[] {
    const { ids } = this.element.dataset;
    return ids?.split(' ') ?? tilesOf(this.element).map(({ dataset }) => dataset['id']!);
  }
}

/** Collapses those that can be. All are measured first: one after the other, each would have the page laid out again. */
export function collapseAll(chunks: readonly GridChunk[]): void {
  const heights = chunks
    .filter(({ canCollapse }) => canCollapse)
    .map((chunk) => [chunk, chunk.element.getBoundingClientRect().height] as const);
  for (const [chunk, height] of heights) chunk.collapse(height);
}

export function tilesOf(grid: ParentNode): HTMLElement[] {
  return [...grid.querySelectorAll<HTMLElement>('li[data-id]')];
}

/** The tiles of the last row; none when there is only one row. */
export function lastRow(grid: HTMLElement): HTMLElement[] {
  const tiles = tilesOf(grid);
  const last = tiles.at(-1)?.offsetTop;
  const row = tiles.filter(({ offsetTop }) => offsetTop === last);
  return row.length < tiles.length ? row : [];
}
