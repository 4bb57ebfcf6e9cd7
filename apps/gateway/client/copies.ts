import { type CopiedPicture, copyTexts } from '#libs/domain/copy-texts.js';

const REMEMBERED = 'shoebox-copy-as';

/** Shows one format of the link at a time and remembers the choice in this browser. */
export function chooseCopies(root: ParentNode): void {
  for (const copies of root.querySelectorAll<HTMLElement>('[data-copies]')) choose(copies);
}

function choose(root: HTMLElement): void {
  const choice = root.querySelector<HTMLElement>('[data-copy-choice]');
  const select = choice?.querySelector('select');
  if (!choice || !select) return;
  const show = () => {
    for (const form of root.querySelectorAll<HTMLElement>('[data-format]')) form.hidden = form.dataset['format'] !== select.value;
  };
  const last = remembered();
  if (last && [...select.options].some(({ value }) => value === last)) select.value = last;
  choice.hidden = false;
  // The select box names the format, so the labels are for screen readers only.
  for (const label of root.querySelectorAll('[data-format] > label')) label.classList.add('unseen');
  show();
  select.addEventListener('change', () => {
    show();
    remember(select.value);
  });
}

/** Shows the choice of a size, whose option has what is to be copied, instead of the plain list of addresses. */
export function chooseCopySizes(root: ParentNode): void {
  for (const part of root.querySelectorAll<HTMLElement>('[data-copy-picture]')) {
    const choice = part.querySelector<HTMLElement>('[data-copy-size]')!;
    const select = choice.querySelector('select')!;
    choice.hidden = false;
    part.querySelector('[data-plain]')?.remove();
    const copies = part.querySelector('[data-copies]')!;
    select.addEventListener('change', () => writeCopies(copies, copyTexts(JSON.parse(select.value) as CopiedPicture)));
  }
}

/** Puts texts into the fields that are there for them. */
export function writeCopies(root: ParentNode, texts: readonly { id: string; text: string }[]): void {
  for (const { id, text } of texts) {
    const field = root.querySelector<HTMLInputElement | HTMLTextAreaElement>(`[data-format=${id}] [data-copy]`);
    if (field) field.value = text;
  }
}

/** localStorage throws where the browser is set to store nothing. */
function remembered(): string | null {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}

function remember(format: string): void {
  try {
    localStorage.setItem(REMEMBERED, format);
  } catch {
    // The choice is not remembered.
  }
}
