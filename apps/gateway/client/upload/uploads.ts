import { Lanes } from './lanes.js';
import { Row } from './row.js';
import { send } from './send.js';

/** Files on their way at a time. */
const AT_ONCE = 3;

interface Upload {
  file: File;
  row: Row;
  /** Share that has left, 0 to 1. */
  share: number;
  state: 'open' | 'done' | 'ended';
  abort: AbortController;
}

/** The uploads of this page: a row each, three at a time, and one line that says how far all are. */
export class Uploads {
  private readonly lanes = new Lanes(AT_ONCE);
  private readonly all: Upload[] = [];
  private readonly rows: Element;
  private readonly summary: Element;
  private readonly total: HTMLProgressElement;

  /**
   * @param brief rows of what went in go away again, since the page shows the pictures themselves
   * @param ended called after each file, with how many are still open and how many went in
   */
  constructor(
    private readonly panel: HTMLElement,
    private readonly brief: boolean,
    private readonly ended: (open: number, done: number) => void,
  ) {
    this.rows = find(panel, '.uploads-rows');
    this.summary = find(panel, '.uploads-summary');
    this.total = find<HTMLProgressElement>(panel, '.uploads-total');
    window.addEventListener('beforeunload', (event) => {
      if (this.count('open') > 0) event.preventDefault();
    });
  }

  add(files: Iterable<File>): void {
    for (const file of files) {
      const actions = { cancel: () => upload.abort.abort(), retry: () => this.start(upload) };
      const upload: Upload = { file, row: new Row(file, actions), share: 0, state: 'open', abort: new AbortController() };
      this.all.push(upload);
      this.rows.append(upload.row.element);
      this.start(upload);
    }
    this.panel.hidden = this.all.length === 0;
  }

  private start(upload: Upload): void {
    const { file, row } = upload;
    const limit = Number(this.panel.dataset['maxBytes']);
    Object.assign(upload, { state: 'open', share: 0, abort: new AbortController() });
    if (file.size > limit) return this.end(upload, { state: 'refused', reason: 'The file is larger than this drive takes.' });
    row.wait();
    this.report();
    const { signal } = upload.abort;
    // A file that is cancelled while it waits says so at once, and its turn passes without it.
    signal.addEventListener('abort', () => this.end(upload, { state: 'cancelled' }), { once: true });
    this.lanes.add(async () => {
      const sent = await send(file, (share) => this.progress(upload, share), signal);
      if (!signal.aborted) this.end(upload, sent);
    });
  }

  private progress(upload: Upload, share: number): void {
    upload.share = share;
    upload.row.sending(share);
    this.report();
  }

  private end(upload: Upload, sent: Parameters<Row['ended']>[0]): void {
    upload.state = sent.state === 'done' ? 'done' : 'ended';
    upload.row.ended(sent);
    this.report();
    if (this.brief && sent.state === 'done' && !sent.image.duplicate) upload.row.element.remove();
    this.panel.hidden = this.rows.childElementCount === 0;
    this.ended(this.count('open'), this.count('done'));
  }

  private count(wanted: Upload['state']): number {
    return this.all.filter(({ state }) => state === wanted).length;
  }

  private report(): void {
    const counted = this.all.filter(({ state }) => state !== 'ended');
    const share = counted.reduce((sum, upload) => sum + (upload.state === 'done' ? 1 : upload.share), 0);
    const words = `${this.count('done')} of ${this.all.length} uploaded`;
    // A status is read out at every change, so only at a real one.
    if (this.summary.textContent !== words) this.summary.textContent = words;
    this.total.value = counted.length > 0 ? share / counted.length : 1;
    this.total.hidden = this.count('open') === 0;
  }
}

function find<T extends Element = Element>(root: Element, selector: string): T {
  const element = root.querySelector<T>(selector);
  if (!element) throw new Error(`the page has no ${selector}`);
  return element;
}
