import { formatBytes } from '#libs/domain/format.js';

import { Reconnect } from './reconnect.js';
import type { Found } from './folder.js';
import { TaskQueue } from './task-queue.js';
import { Throughput } from './throughput.js';
import { Row } from './row.js';
import { send, type Sent } from './send.js';
import { Total } from './total.js';

/** Files sent at a time. */
const CONCURRENCY = 3;
/** Automatic retries of a file whose connection breaks although the drive answers. */
const MAX_RETRIES = 6;

interface Upload {
  file: File;
  row: Row;
  /** Share sent, 0 to 1. */
  share: number;
  throughput: Throughput;
  state: 'open' | Sent['state'];
  abort: AbortController;
}

/** The uploads of this page: a row for each file, three sent at a time, and a total. */
export class Uploads {
  private readonly queue = new TaskQueue(CONCURRENCY);
  private readonly reconnect = new Reconnect();
  private readonly all: Upload[] = [];
  private readonly total: Total;
  private readonly rows: Element;
  private readonly note: HTMLElement;

  /**
   * @param brief rows of uploaded files disappear, since the page shows the images themselves
   * @param ended called after each file with the numbers of open and of uploaded files
   */
  constructor(
    private readonly panel: HTMLElement,
    private readonly brief: boolean,
    private readonly ended: (open: number, done: number) => void,
  ) {
    this.rows = panel.querySelector('.uploads-rows')!;
    this.note = panel.querySelector<HTMLElement>('.uploads-note')!;
    this.total = new Total(panel, {
      retryAll: () => this.in('failed').forEach((upload) => this.start(upload)),
      cancelAll: () => this.in('open').forEach((upload) => upload.abort.abort()),
    });
    window.addEventListener('beforeunload', (event) => {
      if (this.in('open').length > 0) event.preventDefault();
    });
  }

  add({ files, others }: Found): void {
    const added = files.map((file) => {
      const actions = { cancel: () => upload.abort.abort(), retry: () => this.retry(upload) };
      const upload: Upload = {
        file,
        row: new Row(file, actions),
        share: 0,
        throughput: new Throughput(),
        state: 'open',
        abort: new AbortController(),
      };
      return upload;
    });
    this.all.push(...added);
    this.rows.append(...added.map(({ row }) => row.element));
    for (const upload of added) this.start(upload);
    this.note.hidden = others.length === 0;
    if (others.length > 0) this.note.textContent = skipped(others);
    this.panel.hidden = this.all.length === 0 && others.length === 0;
  }

  private retry(upload: Upload): void {
    if (upload.state === 'open') this.reconnect.retryNow();
    else this.start(upload);
  }

  private start(upload: Upload): void {
    const { file, row } = upload;
    const limit = Number(this.panel.dataset['maxBytes']);
    Object.assign(upload, { state: 'open', share: 0, throughput: new Throughput(), abort: new AbortController() });
    if (file.size > limit) return this.end(upload, { state: 'refused', reason: tooLarge(file.size, limit) });
    row.wait();
    this.report();
    const { signal } = upload.abort;
    // A cancelled file that waits shows that at once, and is skipped later.
    signal.addEventListener('abort', () => this.end(upload, { state: 'cancelled' }), { once: true });
    this.queue.add(async () => {
      const sent = await this.deliver(upload, signal);
      if (!signal.aborted) this.end(upload, sent);
    });
  }

  /** Sends the file, and retries while the drive can't be reached. It keeps its slot meanwhile, so that no other file fails the same way. */
  private async deliver(upload: Upload, signal: AbortSignal): Promise<Sent> {
    for (let tries = 0; ; tries++) {
      const sent = await send(upload.file, (share) => this.progress(upload, share), signal);
      if (sent.state !== 'failed' || !sent.disconnected || signal.aborted || tries === MAX_RETRIES) return sent;
      upload.share = 0;
      upload.row.disconnected(sent.reason);
      this.report();
      await this.reconnect.wait(tries, signal);
    }
  }

  private progress(upload: Upload, share: number): void {
    const { file, throughput, row } = upload;
    upload.share = share;
    throughput.add(share * file.size, performance.now());
    row.sending(share, throughput.describe((1 - share) * file.size));
    this.report();
  }

  private end(upload: Upload, sent: Sent): void {
    upload.state = sent.state;
    upload.row.ended(sent);
    this.report();
    if (this.brief && sent.state === 'done' && !sent.image.duplicate) upload.row.element.remove();
    this.panel.hidden = this.rows.childElementCount === 0 && this.note.hidden;
    this.ended(this.in('open').length, this.in('done').length);
  }

  private in(...states: Upload['state'][]): Upload[] {
    return this.all.filter(({ state }) => states.includes(state));
  }

  private report(): void {
    const [open, done] = [this.in('open'), this.in('done')];
    const doneBytes = bytesOf(done, () => 1);
    this.total.show({
      all: this.all.length,
      done: done.length,
      open: open.length,
      failed: this.in('failed').length,
      notUploaded: this.in('failed', 'refused').length,
      sent: doneBytes + bytesOf(open, ({ share }) => share),
      bytes: doneBytes + bytesOf(open, () => 1),
    });
  }
}

function bytesOf(uploads: readonly Upload[], share: (upload: Upload) => number): number {
  return uploads.reduce((sum, upload) => sum + upload.file.size * share(upload), 0);
}

function tooLarge(bytes: number, limit: number): string {
  return `The file is too large: ${formatBytes(bytes)}. The limit is ${formatBytes(limit)}. Save a smaller copy and upload that.`;
}

function skipped(names: readonly string[]): string {
  const some = names.slice(0, 3).join(', ');
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  return `Skipped, not ${names.length === 1 ? 'a picture' : 'pictures'}: ${some}${more}.`;
}
