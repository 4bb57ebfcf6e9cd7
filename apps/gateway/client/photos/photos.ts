import { enhance } from '../enhance.js';
import { keepLive } from '../live.js';
import { fetchLive, fetchPage, replaceLive } from '../refresh.js';
import { Month } from './month.js';
import { tilesOf } from './piece.js';
import { steadily } from './steady.js';

/** Windows above and below the one that is seen in which pictures are kept ready, and beyond which they are taken out again. */
const READY = 1;
const KEPT = 2;
/** Milliseconds to the next try where the drive could not be reached. */
const LATER = 2000;

/** `done`: all that is near is there. */
type Step = 'loaded' | 'failed' | 'done';

/** All photos in one page: room for each month, and pictures only around what is seen. */
export class Photos {
  months: Month[] = [];
  /** Called when all that is near is there. */
  filled: () => void = () => undefined;
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

  /** Fetches what is near, and folds what is far. */
  async fill(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    let step: Step;
    do step = await this.step();
    while (step === 'loaded');
    this.busy = false;
    if (step === 'done') this.filled();
    if (step === 'failed') window.setTimeout(() => void this.fill(), LATER);
  }

  private async step(): Promise<Step> {
    const height = window.innerHeight;
    const near = (top: number, bottom: number, windows: number) => bottom > -windows * height && top < (1 + windows) * height;
    let wanted: Month | undefined;
    for (const month of this.months) {
      const { top, bottom } = month.element.getBoundingClientRect();
      for (const piece of month.pieces) {
        const box = piece.element.getBoundingClientRect();
        if (near(box.top, box.bottom, READY)) this.steadily(() => piece.unfold());
        else if (!near(box.top, box.bottom, KEPT)) piece.fold();
      }
      // What is seen goes before what may be.
      const sees = month.complete ? Infinity : month.begun ? month.end : top;
      if (near(sees, bottom, READY) && (!wanted || near(sees, bottom, 0))) wanted ??= month;
    }
    if (!wanted) return 'done';
    if (!(await wanted.load())) return 'failed';
    this.noteUnfinished();
    return 'loaded';
  }

  /** Shows what changed: months that have more or fewer pictures, and tiles that were not finished. */
  async renew(): Promise<boolean> {
    if (this.months.length === 0) return this.begin();
    const fresh = await fetchLive(this.path);
    if (!fresh) return false;
    const counts = countsOf(fresh);
    for (const month of this.months.filter(({ name }) => !counts.has(name))) month.element.remove();
    const changed = this.months.filter((month) => month.images !== counts.get(month.name));
    this.steadily(() => this.arrange(counts));
    for (const month of changed.filter(({ begun }) => begun)) await month.reload();
    await this.replaceUnfinished();
    this.noteUnfinished();
    await this.fill();
    return true;
  }

  private steadily(change: () => void): void {
    steadily(
      this.months.map(({ element }) => element),
      change,
    );
  }

  private async begin(): Promise<boolean> {
    const renewed = await replaceLive();
    const live = document.querySelector<HTMLElement>('#live');
    if (!renewed || !live) return false;
    Object.assign(this, { live });
    this.adopt();
    await this.fill();
    return true;
  }

  /** Takes over what the server sent. Behind a cursor it begins in the middle of a month: that one is fetched anew. */
  private adopt(): void {
    for (const element of this.live.querySelectorAll('.further')) element.remove();
    const sections = [...this.live.querySelectorAll<HTMLElement>('.month')];
    const counts = countsOf(this.live);
    this.months = sections.map((section) => {
      const name = section.dataset['month']!;
      return new Month(this.path, name, counts.get(name) ?? 0, section);
    });
    if (new URLSearchParams(location.search).has('before')) this.months[0]?.forget();
    if (sections.length > 0) this.arrange(counts);
  }

  /** One section for each month, newest first. */
  private arrange(counts: ReadonlyMap<string, number>): void {
    const known = new Map(this.months.map((month) => [month.name, month]));
    this.months = [...counts].map(([name, images]) => known.get(name) ?? new Month(this.path, name, images));
    let before: Element | null = null;
    for (const month of this.months) {
      month.images = counts.get(month.name)!;
      const place: Element | null = before ? before.nextElementSibling : this.live.firstElementChild;
      if (place !== month.element) this.live.insertBefore(month.element, place);
      month.keepRoom();
      before = month.element;
    }
  }

  /** Asks again for the pieces that hold tiles which were not finished. */
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

  /** While anything here is being made, the page listens. */
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

/** What the piece in which a tile came is asked for by, behind the path of the photos. */
function sourceOf(tile: HTMLElement): string {
  return tile.dataset['source'] ?? tile.closest<HTMLElement>('.month')?.dataset['month'] ?? '';
}
