import { Throughput } from './throughput.js';

/** Minimum milliseconds between two screen reader announcements. */
const ANNOUNCE_INTERVAL = 3000;

export interface Counts {
  all: number;
  done: number;
  open: number;
  /** A retry may succeed. */
  failed: number;
  /** Failed or refused. */
  notUploaded: number;
  /** Bytes sent, and in all, of the files that are uploaded or in progress. */
  sent: number;
  bytes: number;
}

/** The head of the upload panel and the window title: the progress of all files, and actions for all. */
export class Total {
  private readonly title = document.title;
  private readonly throughput = new Throughput();
  private announcedAt = 0;
  private timer: number | undefined;

  constructor(
    private readonly panel: Element,
    actions: { retryAll(): void; cancelAll(): void },
  ) {
    this.button('retry').addEventListener('click', actions.retryAll);
    this.button('cancel').addEventListener('click', actions.cancelAll);
    const only = this.button('only');
    only.addEventListener('click', () => {
      const on = panel.classList.toggle('only-out');
      only.setAttribute('aria-pressed', String(on));
    });
  }

  show(counts: Counts): void {
    const { all, done, open, failed, notUploaded, sent, bytes } = counts;
    const words = `${done} of ${all} uploaded`;
    this.find('summary').textContent = notUploaded > 0 ? `${words}, ${notUploaded} failed` : words;
    if (open > 0) this.throughput.add(sent, performance.now());
    this.find('pace').textContent = open > 0 ? this.throughput.describe(bytes - sent) : '';
    const total = this.find<HTMLProgressElement>('total');
    total.value = bytes > 0 ? sent / bytes : 1;
    total.hidden = open === 0;
    this.button('retry').hidden = failed === 0;
    this.button('cancel').hidden = open < 2;
    this.button('only').hidden = notUploaded === 0 || notUploaded === all;
    if (notUploaded === 0) this.panel.classList.remove('only-out');
    const prefix = open > 0 ? `${Math.floor(total.value * 100)} % · ` : notUploaded > 0 ? `${notUploaded} failed · ` : '';
    document.title = prefix + this.title;
    const progress = `${done} of ${all} pictures uploaded`;
    if (open > 0) this.announce(progress, false);
    else this.announce(done === all ? `All ${all} uploaded` : `Finished: ${progress}`, true);
  }

  /** For screen readers: rate limited, but the last message always. */
  private announce(words: string, last: boolean): void {
    clearTimeout(this.timer);
    const announce = () => {
      this.announcedAt = performance.now();
      const status = this.find('spoken');
      if (status.textContent !== words) status.textContent = words;
    };
    const wait = this.announcedAt + ANNOUNCE_INTERVAL - performance.now();
    if (last || wait <= 0) announce();
    else this.timer = window.setTimeout(announce, wait);
  }

  private button(name: string): HTMLElement {
    return this.find(`${name}-all`);
  }

  private find<T extends HTMLElement>(name: string): T {
    const element = this.panel.querySelector<T>(`.uploads-${name}`);
    if (!element) throw new Error(`the page has no .uploads-${name}`);
    return element;
  }
}
