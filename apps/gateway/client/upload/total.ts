import { Pace } from './pace.js';

/** Milliseconds between two things that are read out. */
const SPOKEN = 3000;

export interface Counts {
  all: number;
  done: number;
  open: number;
  /** Worth another try. */
  failed: number;
  /** Neither in, nor on their way, nor called back. */
  out: number;
  /** Bytes that have left, and that are to leave, of all that are in or on their way. */
  sent: number;
  bytes: number;
}

/** The head of the panel and the title of the window: how far all uploads are together, and what can be done about all of them. */
export class Total {
  private readonly title = document.title;
  private readonly pace = new Pace();
  private spoken = 0;
  private toSay: number | undefined;

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
    const { all, done, open, failed, out, sent, bytes } = counts;
    const words = `${done} of ${all} uploaded`;
    this.find('summary').textContent = out > 0 ? `${words}, ${out} did not go in` : words;
    if (open > 0) this.pace.mark(sent, performance.now());
    this.find('pace').textContent = open > 0 ? this.pace.tell(bytes - sent) : '';
    const total = this.find<HTMLProgressElement>('total');
    total.value = bytes > 0 ? sent / bytes : 1;
    total.hidden = open === 0;
    this.button('retry').hidden = failed === 0;
    this.button('cancel').hidden = open < 2;
    this.button('only').hidden = out === 0 || out === all;
    if (out === 0) this.panel.classList.remove('only-out');
    const prefix = open > 0 ? `${Math.floor(total.value * 100)} % · ` : out > 0 ? `${out} did not go in · ` : '';
    document.title = prefix + this.title;
    this.say(open > 0 ? `${done} of ${all} pictures are in` : `Uploads ended: ${done} of ${all} pictures are in`, open === 0);
  }

  /** For who hears the page: not each of many files, but the last word always. */
  private say(words: string, last: boolean): void {
    clearTimeout(this.toSay);
    const speak = () => {
      this.spoken = performance.now();
      const status = this.find('spoken');
      if (status.textContent !== words) status.textContent = words;
    };
    const wait = this.spoken + SPOKEN - performance.now();
    if (last || wait <= 0) speak();
    else this.toSay = window.setTimeout(speak, wait);
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
