import { enhance } from '../enhance.js';
import { keepLive } from '../live.js';
import { fetchLive, fetchPage, replaceLive } from '../refresh.js';
import { Month } from './month.js';
import { collapseAll, tilesOf, type GridChunk } from './grid-chunk.js';
import { withScrollAnchor } from './scroll-anchor.js';

/** Distances from the viewport, in window heights: within the first images are loaded, beyond the second they are unloaded. */
const LOAD_WITHIN = 1;
const UNLOAD_BEYOND = 2;
/** Milliseconds to the next try when the drive can't be reached. */
const RETRY_DELAY = 2000;

/** `done`: everything near the viewport is loaded. */
type Step = 'loaded' | 'failed' | 'done';

/** All photos in one page: space for each month, and images only around the viewport. */
export class Photos {
  months: Month[] = [];
  /** Called when everything near the viewport is loaded. */
  onFilled: () => void = () => undefined;
  private busy = false;

  constructor(private readonly live: HTMLElement) {
    this.adopt();
  }

  get path(): string {
    return this.live.dataset['photos'] ?? location.pathname;
  }

  month(name: string | null): Month | undefined {
    return this.months.find((month) => month.name === name);
  }

  /** Loads what is near the viewport, and collapses what is far. */
  async fill(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    let step: Step;
    do step = await this.step();
    while (step === 'loaded');
    this.busy = false;
    if (step === 'done') this.onFilled();
    if (step === 'failed') window.setTimeout(() => void this.fill(), RETRY_DELAY);
  }

  private async step(): Promise<Step> {
    const height = window.innerHeight;
    const near = (top: number, bottom: number, windows: number) => bottom > -windows * height && top < (1 + windows) * height;
    let wanted: Month | undefined;
    // Everything is measured before anything changes: each change would have the whole page laid out again.
    const shown: GridChunk[] = [];
    const far: GridChunk[] = [];
    for (const month of this.months) {
      const { top, bottom } = month.element.getBoundingClientRect();
      for (const chunk of month.chunks) {
        const box = chunk.element.getBoundingClientRect();
        if (near(box.top, box.bottom, LOAD_WITHIN)) shown.push(chunk);
        else if (!near(box.top, box.bottom, UNLOAD_BEYOND)) far.push(chunk);
      }
      // The visible month is loaded first.
      const unloadedTop = month.complete ? Infinity : month.started ? month.end : top;
      if (near(unloadedTop, bottom, LOAD_WITHIN) && (!wanted || near(unloadedTop, bottom, 0))) wanted ??= month;
    }
    for (const chunk of shown) if (chunk.isCollapsed) this.withScrollAnchor(() => chunk.expand());
    collapseAll(far);
    if (!wanted) return 'done';
    if (!(await wanted.load())) return 'failed';
    this.noteUnfinished();
    return 'loaded';
  }

  /** Shows changes: months with other counts, and tiles that were unfinished. */
  async refresh(): Promise<boolean> {
    if (this.months.length === 0) return this.start();
    const fresh = await fetchLive(this.path);
    if (!fresh) return false;
    const counts = countsOf(fresh);
    for (const month of this.months.filter(({ name }) => !counts.has(name))) month.element.remove();
    const changed = this.months.filter((month) => month.images !== counts.get(month.name));
    this.withScrollAnchor(() => this.arrange(counts));
    for (const month of changed.filter(({ started }) => started)) await month.reload();
    await this.replaceUnfinished();
    this.noteUnfinished();
    await this.fill();
    return true;
  }

  private withScrollAnchor(change: () => void): void {
    withScrollAnchor(
      this.months.map(({ element }) => element),
      change,
    );
  }

  private async start(): Promise<boolean> {
    const renewed = await replaceLive();
    const live = document.querySelector<HTMLElement>('#live');
    if (!renewed || !live) return false;
    Object.assign(this, { live });
    this.adopt();
    await this.fill();
    return true;
  }

  /** Adopts the sections that the server sent. A page with a cursor starts in the middle of a month: that month is loaded again. */
  private adopt(): void {
    for (const element of this.live.querySelectorAll('.further')) element.remove();
    const sections = [...this.live.querySelectorAll<HTMLElement>('.month')];
    const counts = countsOf(this.live);
    this.months = sections.map((section) => {
      const name = section.dataset['month']!;
      return new Month(this.path, name, counts.get(name) ?? 0, section);
    });
    if (new URLSearchParams(location.search).has('before')) this.months[0]?.unload();
    if (sections.length > 0) this.arrange(counts);
  }

  /** One section for each month, newest first. */
  private arrange(counts: ReadonlyMap<string, number>): void {
    const known = new Map(this.months.map((month) => [month.name, month]));
    const width = this.live.clientWidth;
    this.months = [...counts].map(([name, images]) => known.get(name) ?? new Month(this.path, name, images));
    let before: Element | null = null;
    for (const month of this.months) {
      month.images = counts.get(month.name)!;
      const next: Element | null = before ? before.nextElementSibling : this.live.firstElementChild;
      if (next !== month.element) this.live.insertBefore(month.element, next);
      month.reserveSpace(width);
      before = month.element;
    }
  }

  /** Loads the chunks again that hold unfinished tiles. */
  private async replaceUnfinished(): Promise<void> {
    const open = new Map<string, HTMLElement>();
    for (const tile of this.live.querySelectorAll<HTMLElement>('li[data-unfinished]')) open.set(tile.dataset['id']!, tile);
    const sources = new Set([...open.values()].map(sourceOf));
    for (const source of sources) {
      const grid = (await fetchPage(this.path + source))?.querySelector<HTMLElement>('.grid');
      for (const tile of grid ? tilesOf(grid) : []) {
        const old = open.get(tile.dataset['id']!);
        if (!old || old.dataset['mark'] === tile.dataset['mark']) continue;
        old.replaceWith(document.adoptNode(tile));
        tile.dataset['source'] = source;
        enhance(tile);
      }
    }
  }

  /** Listens for events while an image here is unfinished. */
  private noteUnfinished(): void {
    const unfinished = this.live.querySelector('[data-unfinished]') !== null;
    if (unfinished) this.live.dataset['poll'] = '/api/images?state=processing&limit=500';
    else delete this.live.dataset['poll'];
    keepLive();
  }
}

function countsOf(live: HTMLElement): Map<string, number> {
  const pairs = (live.dataset['months'] ?? '').split(' ').filter(Boolean);
  return new Map(pairs.map((pair) => pair.split(':')).map(([month, images]) => [month!, Number(images)]));
}

/** The address of a tile's chunk, relative to the photos page. */
function sourceOf(tile: HTMLElement): string {
  return tile.dataset['source'] ?? tile.closest<HTMLElement>('.month')?.dataset['month'] ?? '';
}
