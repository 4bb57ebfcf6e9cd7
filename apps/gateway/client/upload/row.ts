import type { Sent, UploadedImage } from './send.js';

export interface RowActions {
  cancel(): void;
  retry(): void;
}

/** Bigger files get no preview: the browser would decode the whole image. */
const MAX_PREVIEW_BYTES = 30_000_000;

/** The row of one file in the upload panel: preview, name, progress and actions. */
export class Row {
  readonly element = document.createElement('li');
  private readonly state = document.createElement('p');
  private readonly share = document.createElement('span');
  private readonly throughput = document.createElement('span');
  private readonly progress = document.createElement('progress');
  private readonly buttons = document.createElement('div');

  constructor(
    private readonly file: File,
    private readonly actions: RowActions,
  ) {
    this.element.className = 'upload';
    this.state.className = 'upload-state';
    this.throughput.className = 'upload-pace';
    this.progress.max = 1;
    this.progress.setAttribute('aria-label', file.name);
    this.buttons.className = 'upload-buttons';
    const text = document.createElement('div');
    text.className = 'upload-text';
    const name = document.createElement('p');
    name.className = 'upload-name';
    name.textContent = file.name;
    name.title = file.webkitRelativePath || file.name;
    text.append(name, this.progress, this.state);
    this.element.append(preview(file), text, this.buttons);
    this.wait();
  }

  wait(): void {
    this.show('waiting', 'Waiting', [this.cancel()]);
    this.progress.value = 0;
  }

  /** @param share sent, 0 to 1 @param throughput speed and remaining time, for people */
  sending(share: number, throughput: string): void {
    if (this.element.dataset['state'] !== 'sending') {
      this.show('sending', '', [this.cancel()]);
      this.state.append(this.share, this.throughput);
    }
    this.progress.value = share;
    this.share.textContent = share < 1 ? `${Math.floor(share * 100)} %` : 'Checking…';
    this.throughput.textContent = share < 1 && throughput ? ` · ${throughput}` : '';
  }

  /** No connection: the upload is retried automatically, or at once by the button. */
  disconnected(reason: string): void {
    this.show('away', `${reason} Retrying automatically.`, [this.retry(), this.cancel()]);
    this.progress.value = 0;
  }

  ended(sent: Sent): void {
    if (sent.state === 'done') {
      const { duplicate, page } = sent.image;
      this.show(duplicate ? 'duplicate' : 'done', doneWords(sent.image), [link('Show', this.file, page)]);
    } else if (sent.state === 'cancelled') {
      this.show('cancelled', 'Cancelled', [this.retry()]);
    } else if (sent.loggedOut) {
      // In a new tab: this one still holds the files.
      const logIn = link('Log in', this.file, '/login');
      logIn.target = '_blank';
      this.show('failed', `${sent.reason} Log in, then try again.`, [logIn, this.retry()]);
    } else {
      this.show(sent.state, sent.reason, sent.state === 'failed' ? [this.retry()] : []);
    }
  }

  private cancel(): HTMLElement {
    return button('Cancel', this.file, this.actions.cancel);
  }

  private retry(): HTMLElement {
    return button('Try again', this.file, this.actions.retry);
  }

  private show(state: string, words: string, actions: HTMLElement[]): void {
    const focused = this.buttons.contains(document.activeElement);
    this.element.dataset['state'] = state;
    this.progress.hidden = state !== 'waiting' && state !== 'sending' && state !== 'away';
    this.state.textContent = words;
    this.buttons.replaceChildren(...actions);
    if (focused) actions[0]?.focus({ preventScroll: true });
  }
}

function doneWords({ duplicate, restored, healed }: UploadedImage): string {
  if (healed) return 'Brought back: the original in your drive was missing or damaged';
  if (restored) return 'Restored from the trash';
  return duplicate ? 'Already in your drive' : 'Done';
}

/** A preview of the local file; an empty box for a type that the browser can't show. */
function preview(file: File): HTMLElement {
  const box = document.createElement('div');
  box.className = 'upload-preview';
  if (!file.type.startsWith('image/') || file.size > MAX_PREVIEW_BYTES) return box;
  const image = document.createElement('img');
  const url = URL.createObjectURL(file);
  const forget = () => URL.revokeObjectURL(url);
  image.alt = '';
  image.width = 56;
  image.height = 56;
  image.decoding = 'async';
  image.loading = 'lazy';
  image.addEventListener('load', forget, { once: true });
  image.addEventListener('error', () => (forget(), image.remove()), { once: true });
  image.src = url;
  box.append(image);
  return box;
}

function button(label: string, file: File, click: () => void): HTMLButtonElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.className = 'plain';
  element.textContent = label;
  element.setAttribute('aria-label', `${label}: ${file.name}`);
  element.addEventListener('click', click);
  return element;
}

function link(label: string, file: File, path: string): HTMLAnchorElement {
  const element = document.createElement('a');
  element.className = 'plain';
  element.textContent = label;
  element.setAttribute('aria-label', `${label}: ${file.name}`);
  // Never an address of another site, whatever the answer says.
  element.href = path.startsWith('/') && !path.startsWith('//') ? path : '/';
  return element;
}
