import { enhance } from '../enhance.js';

/** Some rows of one month. Out of sight only their height and the ids of their pictures stay in the document. */
export class Piece {
  private html: string | null = null;

  constructor(readonly element: HTMLElement) {}

  /** Takes the tiles out. Not where somebody is, and not what is still being made: that is renewed in its place. */
  fold(): void {
    const { element } = this;
    if (this.html !== null || element.contains(document.activeElement) || element.querySelector('[data-unfinished]')) return;
    const { height } = element.getBoundingClientRect();
    element.dataset['ids'] = this.ids().join(' ');
    // The policy of the pages allows no styles in HTML.
    for (const styled of element.querySelectorAll('[style]')) styled.removeAttribute('style');
    this.html = element.innerHTML;
    element.replaceChildren();
    element.style.height = `${height}px`;
  }

  unfold(): void {
    const { element } = this;
    if (this.html === null) return;
    element.innerHTML = this.html;
    this.html = null;
    element.style.height = '';
    delete element.dataset['ids'];
    enhance(element);
  }

  /** Where the window got wider the rows of a part that is out of sight would be fewer. */
  scale(factor: number): void {
    if (this.html !== null) this.element.style.height = `${parseFloat(this.element.style.height) * factor}px`;
  }

  ids(): string[] {
    const { ids } = this.element.dataset;
    return ids?.split(' ') ?? tilesOf(this.element).map(({ dataset }) => dataset['id']!);
  }
}

export function tilesOf(grid: ParentNode): HTMLElement[] {
  return [...grid.querySelectorAll<HTMLElement>('li[data-id]')];
}

/** The tiles of the last row; none when there is but one row. */
export function lastRow(grid: HTMLElement): HTMLElement[] {
  const tiles = tilesOf(grid);
  const last = tiles.at(-1)?.offsetTop;
  const row = tiles.filter(({ offsetTop }) => offsetTop === last);
  return row.length < tiles.length ? row : [];
}
